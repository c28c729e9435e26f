package hearth.chat.value;

import java.math.BigInteger;

/**
 * Python's format specification, {@code [[fill]align][sign][#][0][width][grouping][.precision][type]}.
 *
 * @param fill fill character, a space by default
 * @param align one of {@code < > ^ =}, or 0 for the type's own
 * @param sign one of {@code + - space}
 * @param alternate the {@code #} flag
 * @param width least width in characters
 * @param grouping comma, underscore or 0
 * @param precision -1 when absent
 * @param type letter, or 0
 */
record FormatSpec(
        int fill, char align, char sign, boolean alternate, int width, char grouping, int precision, char type) {
    private static final int MAX_PRECISION = 1_000;
    private static final int MAX_WIDTH = 100_000;

    static FormatSpec parse(String spec) {
        return new FormatSpecParser(spec).parse();
    }

    FormatSpec {
        if (width > MAX_WIDTH || precision > MAX_PRECISION) {
            throw TemplateFault.limit(
                    "a format asks for more than " + MAX_WIDTH + " columns or " + MAX_PRECISION + " digits");
        }
    }

    /** {@code format(value, spec)}. */
    MarkedText apply(Value value, Budget budget) {
        if (value instanceof IntValue || (value instanceof BoolValue && type != 0 && type != 's')) {
            return integral(value, budget);
        }
        if (value instanceof FloatValue number) {
            String digits = real(number.number());
            return number(digits, number.trusted(), budget);
        }
        if (type != 0 && type != 's') {
            throw TemplateFault.runtime(
                    "Unknown format code '" + type + "' for object of type '" + value.typeName() + "'");
        }
        MarkedText text = Printer.text(value, budget);
        if (precision >= 0 && precision < text.codePointCount()) {
            text = text.slice(0, text.offsetOf(precision));
        }
        return pad(text, align == 0 ? '<' : align, budget);
    }

    private MarkedText integral(Value value, Budget budget) {
        BigInteger number = Numbers.integer(value);
        boolean trusted = Numbers.trusted(value);
        String digits =
                switch (type) {
                    case 0, 'd', 'n' -> number.toString();
                    case 'x' -> radix(number, 16, "0x");
                    case 'X' -> radix(number, 16, "0x").toUpperCase(java.util.Locale.ROOT);
                    case 'o' -> radix(number, 8, "0o");
                    case 'b' -> radix(number, 2, "0b");
                    case 'c' -> character(number);
                    case 'e', 'E', 'f', 'F', 'g', 'G', '%' -> real(number.doubleValue());
                    default -> throw TemplateFault.runtime(
                            "Unknown format code '" + type + "' for object of type 'int'");
                };
        return type == 'c' ? pad(MarkedText.untrusted(digits), '<', budget) : number(digits, trusted, budget);
    }

    private String radix(BigInteger number, int radix, String prefix) {
        String digits = number.abs().toString(radix);
        return (number.signum() < 0 ? "-" : "").concat(alternate ? prefix : "").concat(digits);
    }

    private static String character(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > 21 || !Character.isValidCodePoint(number.intValue())) {
            throw TemplateFault.runtime("%c arg not in range(0x110000)");
        }
        return Character.toString(number.intValue());
    }

    private String real(double number) {
        int digits = precision < 0 ? 6 : precision;
        return switch (type) {
            case 0 -> precision < 0 ? PythonFloat.repr(number) : PythonFloat.general(number, digits, 'e', alternate);
            case 'f', 'F' -> PythonFloat.fixed(number, digits);
            case 'e', 'E' -> PythonFloat.exponential(number, digits, type);
            case 'g', 'n' -> PythonFloat.general(number, digits, 'e', alternate);
            case 'G' -> PythonFloat.general(number, digits, 'E', alternate);
            case '%' -> PythonFloat.fixed(number * 100, digits).concat("%");
            default -> throw TemplateFault.runtime(
                    "Unknown format code '" + type + "' for object of type 'float'");
        };
    }

    private MarkedText number(String digits, boolean trusted, Budget budget) {
        boolean negative = digits.startsWith("-");
        String lead = negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
        String body = negative ? digits.substring(1) : digits;
        if (grouping != 0) {
            body = grouped(body);
        }
        if (align == '=') {
            int zeros = width - lead.length() - body.length();
            MarkedTextBuilder out = new MarkedTextBuilder(budget);
            out.append(lead, trusted);
            for (int i = 0; i < zeros; i++) {
                out.append(Character.toString(fill), trusted);
            }
            return out.append(body, trusted).build();
        }
        return pad(MarkedText.of(lead.concat(body), trusted), align == 0 ? '>' : align, budget);
    }

    private String grouped(String body) {
        int end = 0;
        while (end < body.length() && Character.isLetterOrDigit(body.charAt(end))) {
            end++;
        }
        StringBuilder out = new StringBuilder(body);
        for (int i = end - 3; i > 0; i -= 3) {
            out.insert(i, grouping);
        }
        return out.toString();
    }

    private MarkedText pad(MarkedText text, char side, Budget budget) {
        int missing = width - text.codePointCount();
        if (missing <= 0) {
            return text;
        }
        int before = side == '<' ? 0 : side == '^' ? missing / 2 : missing;
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        String filler = Character.toString(fill);
        for (int i = 0; i < before; i++) {
            out.structure(filler);
        }
        out.append(text);
        for (int i = before; i < missing; i++) {
            out.structure(filler);
        }
        return out.build();
    }
}
