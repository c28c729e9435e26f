package hearth.chat.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's text forms of a float. */
public final class PythonFloat {
    private PythonFloat() {}

    /** {@code repr}: the shortest digits that read back as the same number. */
    public static String repr(double number) {
        String special = special(number);
        if (special != null) {
            return special;
        }
        String sign = sign(number);
        if (number == 0) {
            return sign.concat("0.0");
        }
        BigDecimal decimal = shortest(Math.abs(number));
        String digits = decimal.unscaledValue().toString();
        int exponent = digits.length() - decimal.scale() - 1;
        if (exponent < -4 || exponent >= 16) {
            return sign.concat(scientific(digits, exponent, 'e'));
        }
        String plain = decimal.toPlainString();
        return sign.concat(plain.indexOf('.') < 0 ? plain.concat(".0") : plain);
    }

    /** Fewest digits that read back as {@code number}. Java gives two where one would do, as in 4.9E-324. */
    private static BigDecimal shortest(double number) {
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        BigDecimal single = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
        return decimal.precision() == 2 && single.doubleValue() == number ? single.stripTrailingZeros() : decimal;
    }

    /** {@code '%.{precision}f'}. */
    public static String fixed(double number, int precision) {
        String special = special(number);
        if (special != null) {
            return special;
        }
        BigDecimal rounded = new BigDecimal(Math.abs(number)).setScale(precision, RoundingMode.HALF_EVEN);
        return sign(number).concat(rounded.toPlainString());
    }

    /** {@code '%.{precision}e'}. */
    public static String exponential(double number, int precision, char letter) {
        String special = special(number);
        if (special != null) {
            return special;
        }
        if (number == 0) {
            return sign(number).concat(scientific("0".repeat(precision + 1), 0, letter));
        }
        BigDecimal rounded =
                new BigDecimal(Math.abs(number)).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().toString();
        int exponent = digits.length() - rounded.scale() - 1;
        digits = digits.concat("0".repeat(Math.max(0, precision + 1 - digits.length())));
        return sign(number).concat(scientific(digits.substring(0, precision + 1), exponent, letter));
    }

    /** {@code '%.{precision}g'}: fixed or exponential, without trailing zeros unless {@code alternate}. */
    public static String general(double number, int precision, char letter, boolean alternate) {
        String special = special(number);
        if (special != null) {
            return special;
        }
        int significant = Math.max(1, precision);
        int exponent = 0;
        if (number != 0) {
            BigDecimal rounded =
                    new BigDecimal(Math.abs(number)).round(new MathContext(significant, RoundingMode.HALF_EVEN));
            exponent = rounded.precision() - rounded.scale() - 1;
        }
        if (exponent < -4 || exponent >= significant) {
            String text = exponential(number, significant - 1, letter);
            int split = text.indexOf(letter);
            return alternate ? text : stripZeros(text.substring(0, split)).concat(text.substring(split));
        }
        String text = fixed(number, significant - 1 - exponent);
        return alternate ? text : stripZeros(text);
    }

    /** Text of a number that isn't finite, else null. */
    private static String special(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        return null;
    }

    private static String sign(double number) {
        return number < 0 || (number == 0 && 1 / number < 0) ? "-" : "";
    }

    private static String scientific(String digits, int exponent, char letter) {
        StringBuilder out = new StringBuilder();
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append(letter).append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return (size < 10 ? out.append('0') : out).append(size).toString();
    }

    private static String stripZeros(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
