package hearth.chat.builtin;

import hearth.chat.value.TemplateFault;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;

/** C's {@code strftime} in the C locale, as Python passes it on; an unknown directive stays as written. */
final class Strftime {
    private static final int MAX_FORMAT_LENGTH = 1_000;
    private static final String[] DAYS = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
    };
    private static final String[] MONTHS = {
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December"
    };

    private final ZonedDateTime time;
    private final StringBuilder out = new StringBuilder();
    private char pad;

    private Strftime(ZonedDateTime time) {
        this.time = time;
    }

    static String format(String format, ZonedDateTime time) {
        if (format.length() > MAX_FORMAT_LENGTH) {
            throw TemplateFault.limit("a date format is longer than the limit of " + MAX_FORMAT_LENGTH);
        }
        Strftime work = new Strftime(time);
        work.run(format);
        return work.out.toString();
    }

    private void run(String format) {
        for (int i = 0; i < format.length(); i++) {
            char unit = format.charAt(i);
            if (unit != '%' || i + 1 == format.length()) {
                out.append(unit);
                continue;
            }
            int start = i;
            pad = 0;
            char directive = format.charAt(++i);
            if ((directive == '-' || directive == '_' || directive == '0') && i + 1 < format.length()) {
                pad = directive;
                directive = format.charAt(++i);
            }
            if (!name(directive) && !number(directive) && !compound(directive)) {
                out.append(format, start, i + 1);
            }
        }
    }

    private boolean name(char directive) {
        String day = DAYS[time.getDayOfWeek().getValue() - 1];
        String month = MONTHS[time.getMonthValue() - 1];
        switch (directive) {
            case 'a' -> out.append(day, 0, 3);
            case 'A' -> out.append(day);
            case 'b', 'h' -> out.append(month, 0, 3);
            case 'B' -> out.append(month);
            case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
            case 'P' -> out.append(time.getHour() < 12 ? "am" : "pm");
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case '%' -> out.append('%');
            case 'z', 'Z' -> {
                // Python's datetime.now() knows no zone.
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean number(char directive) {
        int weekday = time.getDayOfWeek().getValue();
        int twelve = (time.getHour() + 11) % 12 + 1;
        switch (directive) {
            case 'd' -> number(time.getDayOfMonth(), 2, '0');
            case 'e' -> number(time.getDayOfMonth(), 2, ' ');
            case 'm' -> number(time.getMonthValue(), 2, '0');
            case 'y' -> number(time.getYear() % 100, 2, '0');
            case 'Y' -> number(time.getYear(), 1, '0');
            case 'C' -> number(time.getYear() / 100, 2, '0');
            case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0');
            case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0');
            case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            case 'H' -> number(time.getHour(), 2, '0');
            case 'k' -> number(time.getHour(), 2, ' ');
            case 'I' -> number(twelve, 2, '0');
            case 'l' -> number(twelve, 2, ' ');
            case 'M' -> number(time.getMinute(), 2, '0');
            case 'S' -> number(time.getSecond(), 2, '0');
            case 'f' -> number(time.get(ChronoField.MICRO_OF_SECOND), 6, '0');
            case 'j' -> number(time.getDayOfYear(), 3, '0');
            case 'U' -> number((time.getDayOfYear() + 6 - weekday % 7) / 7, 2, '0');
            case 'W' -> number((time.getDayOfYear() + 7 - weekday) / 7, 2, '0');
            case 'u' -> number(weekday, 1, '0');
            case 'w' -> number(weekday % 7, 1, '0');
            case 's' -> out.append(time.toEpochSecond());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean compound(char directive) {
        String format =
                switch (directive) {
                    case 'c' -> "%a %b %e %H:%M:%S %Y";
                    case 'x', 'D' -> "%m/%d/%y";
                    case 'X', 'T' -> "%H:%M:%S";
                    case 'F' -> "%Y-%m-%d";
                    case 'R' -> "%H:%M";
                    case 'r' -> "%I:%M:%S %p";
                    default -> "";
                };
        run(format);
        return !format.isEmpty();
    }

    private void number(int number, int width, char usualPad) {
        String digits = Integer.toString(number);
        char filler = pad == 0 ? usualPad : pad == '_' ? ' ' : '0';
        if (pad != '-') {
            out.repeat(filler, Math.max(0, width - digits.length()));
        }
        out.append(digits);
    }
}
