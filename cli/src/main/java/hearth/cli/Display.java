package hearth.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times as Ollama's tables show them. */
final class Display {
    private static final String[] BYTE_UNITS = {"B", "KB", "MB", "GB", "TB"};
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3600;
    private static final long HOURS_PER_DAY = 24;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Display() {}

    /** Powers of 1000; from 10 on without decimals, below with one unless it is zero. */
    static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        long whole = (long) value;
        if (value >= 10 || value == whole) {
            return whole + " " + BYTE_UNITS[unit];
        }
        return String.format(Locale.ROOT, "%.1f %s", value, BYTE_UNITS[unit]);
    }

    /** {@code 3 hours ago}. */
    static String ago(Duration age) {
        return span(age) + " ago";
    }

    /** {@code 4 minutes from now}. */
    static String fromNow(Duration left) {
        return span(left) + " from now";
    }

    private static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        long minutes = seconds / SECONDS_PER_MINUTE;
        long hours = Math.round(seconds / (double) SECONDS_PER_HOUR);
        long days = hours / HOURS_PER_DAY;
        if (seconds < 1) {
            return "Less than a second";
        } else if (seconds < SECONDS_PER_MINUTE) {
            return seconds == 1 ? "1 second" : seconds + " seconds";
        } else if (minutes == 1) {
            return "About a minute";
        } else if (minutes < SECONDS_PER_MINUTE) {
            return minutes + " minutes";
        } else if (hours == 1) {
            return "About an hour";
        } else if (hours < 2 * HOURS_PER_DAY) {
            return hours + " hours";
        } else if (days < 14) {
            return days + " days";
        } else if (days < 60) {
            return days / 7 + " weeks";
        } else if (days < 2 * 365) {
            return days / 30 + " months";
        }
        return days / 365 + " years";
    }

    /** {@code 134.52M}, {@code 1.1B}, {@code 7B}. */
    static String parameterCount(long count) {
        if (count >= 1_000_000_000) {
            double billions = count / 1e9;
            return billions == Math.floor(billions) ? (long) billions + "B" : String.format(Locale.ROOT, "%.1fB", billions);
        } else if (count >= 1_000_000) {
            return String.format(Locale.ROOT, "%.2fM", count / 1e6);
        } else if (count >= 1_000) {
            return count / 1_000 + "K";
        }
        return Long.toString(count);
    }

    /** A duration as Go prints it, which is what Ollama's timing lines hold: {@code 1m2.5s}, {@code 35.25ms}. */
    static String goDuration(long nanos) {
        if (nanos < NANOS_PER_MICRO) {
            return nanos == 0 ? "0s" : nanos + "ns";
        } else if (nanos < NANOS_PER_MILLI) {
            return decimals(nanos, NANOS_PER_MICRO) + "µs";
        } else if (nanos < NANOS_PER_SECOND) {
            return decimals(nanos, NANOS_PER_MILLI) + "ms";
        }
        long minutes = nanos / NANOS_PER_SECOND / SECONDS_PER_MINUTE;
        String seconds = decimals(nanos - minutes * SECONDS_PER_MINUTE * NANOS_PER_SECOND, NANOS_PER_SECOND) + "s";
        if (minutes == 0) {
            return seconds;
        }
        long hours = minutes / SECONDS_PER_MINUTE;
        return (hours > 0 ? hours + "h" : "") + minutes % SECONDS_PER_MINUTE + "m" + seconds;
    }

    private static String decimals(long nanos, long unit) {
        return java.math.BigDecimal.valueOf(nanos)
                .divide(java.math.BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
