package hearth.chat.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Python's {@code int()} and {@code float()}; null where they raise a value error. */
public final class Conversions {
    private static final int MAX_DIGITS = 4_300;

    private Conversions() {}

    /** A finite float without its fraction. */
    static BigInteger truncate(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw TemplateFault.runtime("cannot convert float " + PythonFloat.repr(number) + " to integer");
        }
        return new BigDecimal(number).toBigInteger();
    }

    /** {@code int(value, base)}, or null. */
    public static IntValue integer(Value value, int base) {
        if (value instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (value instanceof StringValue string) {
            BigInteger number = parse(string.text(), base);
            return number == null ? null : new IntValue(number, string.marked().allTrusted());
        }
        if (value instanceof FloatValue real) {
            boolean finite = !Double.isNaN(real.number()) && !Double.isInfinite(real.number());
            return finite ? new IntValue(truncate(real.number()), real.trusted()) : null;
        }
        return Numbers.isInteger(value) ? new IntValue(Numbers.integer(value), Numbers.trusted(value)) : null;
    }

    /** {@code float(value)}, or null. */
    public static FloatValue real(Value value) {
        if (value instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (value instanceof StringValue string) {
            Double number = parse(string.text());
            return number == null ? null : new FloatValue(number, string.marked().allTrusted());
        }
        return Numbers.isNumber(value) ? new FloatValue(Numbers.real(value), Numbers.trusted(value)) : null;
    }

    private static BigInteger parse(String text, int base) {
        String trimmed = PythonText.strip(MarkedText.trusted(text), null, true, true).text();
        boolean signed = trimmed.startsWith("-") || trimmed.startsWith("+");
        String digits = signed ? trimmed.substring(1) : trimmed;
        int radix = base;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            char letter = Character.toLowerCase(digits.charAt(1));
            int prefixed = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
            if (prefixed != 0 && (base == prefixed || base == 0)) {
                digits = digits.substring(2);
                radix = prefixed;
            }
        }
        digits = withoutUnderscores(digits);
        radix = radix == 0 ? 10 : radix;
        if (digits.isEmpty() || digits.length() > MAX_DIGITS || radix < 2 || radix > 36) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), radix) < 0) {
                return null;
            }
        }
        BigInteger number = new BigInteger(digits, radix);
        return trimmed.startsWith("-") ? number.negate() : number;
    }

    private static Double parse(String text) {
        String trimmed = withoutUnderscores(PythonText.strip(MarkedText.trusted(text), null, true, true).text());
        String lower = trimmed.toLowerCase(java.util.Locale.ROOT);
        String bare = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
        double sign = lower.startsWith("-") ? -1 : 1;
        if (bare.equals("inf") || bare.equals("infinity")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (bare.equals("nan")) {
            return Double.NaN;
        }
        for (int i = 0; i < bare.length(); i++) {
            char unit = bare.charAt(i);
            if ((unit < '0' || unit > '9') && ".e+-".indexOf(unit) < 0) {
                return null;
            }
        }
        if (bare.length() > MAX_DIGITS) {
            return null;
        }
        try {
            return Double.parseDouble(trimmed);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** Underscores between digits don't count; anywhere else they make the text no number. */
    private static String withoutUnderscores(String text) {
        if (text.indexOf('_') < 0) {
            return text;
        }
        boolean misplaced = text.startsWith("_") || text.endsWith("_") || text.contains("__");
        return misplaced ? "" : text.replace("_", "");
    }
}
