package hearth.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** One bar: percent, blocks, and while it runs amount, rate and time left. Pure: the caller brings the time. */
final class ProgressBar {
    private static final int MAX_SAMPLES = 10;
    private static final long SAMPLE_NANOS = 1_000_000_000L;
    private static final long MAX_HOURS = 99;
    private static final int MIN_BLOCKS = 4;
    /** Eighths of a block, so that a bar grows smoothly. */
    private static final String[] EIGHTHS = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    private record Sample(long nanos, long done) {}

    private final String label;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long done;
    private long total;

    ProgressBar(String label) {
        this.label = label;
    }

    void update(long nowDone, long nowTotal, long nowNanos) {
        done = Math.min(nowDone, nowTotal);
        total = nowTotal;
        if (samples.isEmpty() || nowNanos - samples.getLast().nanos() >= SAMPLE_NANOS) {
            samples.add(new Sample(nowNanos, done));
            if (samples.size() > MAX_SAMPLES) {
                samples.removeFirst();
            }
        }
    }

    boolean complete() {
        return done >= total;
    }

    String label() {
        return label;
    }

    /** The text for logs. */
    String plainLine() {
        return label + " " + percent() + "% of " + Display.bytes(total);
    }

    String line(int columns, long nowNanos) {
        String head = String.format(Locale.ROOT, "%s %3d%% ", label, percent());
        String tail = complete() ? Display.bytes(total) : runningTail(nowNanos);
        int blocks = columns - head.length() - tail.length() - 4;
        if (blocks < MIN_BLOCKS) {
            String line = head + tail;
            return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
        }
        return head + "▕" + filled(blocks) + "▏ " + tail;
    }

    private int percent() {
        return total == 0 ? 100 : (int) (100.0 * done / total);
    }

    private String filled(int blocks) {
        long eighths = total == 0 ? blocks * 8L : (long) (blocks * 8.0 * done / total);
        StringBuilder out = new StringBuilder().repeat('█', (int) (eighths / 8)).append(EIGHTHS[(int) (eighths % 8)]);
        return out.repeat(' ', blocks - out.length()).toString();
    }

    private String runningTail(long nowNanos) {
        String amount = Display.bytes(done) + "/" + Display.bytes(total);
        Sample first = samples.getFirst();
        double seconds = (nowNanos - first.nanos()) / 1e9;
        double rate = seconds <= 0 ? 0 : (done - first.done()) / seconds;
        if (rate < 1) {
            return amount;
        }
        return amount + "  " + Display.bytes((long) rate) + "/s  " + timeLeft((long) ((total - done) / rate));
    }

    /** {@code 1h2m}, {@code 3m4s}, {@code 99h+}. */
    static String timeLeft(long seconds) {
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        if (hours >= MAX_HOURS) {
            return MAX_HOURS + "h+";
        } else if (hours > 0) {
            return hours + "h" + minutes + "m";
        } else if (minutes > 0) {
            return minutes + "m" + seconds % 60 + "s";
        }
        return seconds + "s";
    }
}
