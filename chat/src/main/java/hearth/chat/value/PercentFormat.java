package hearth.chat.value;

import java.util.List;

/** Python's {@code text % arguments}. */
final class PercentFormat {
    private final MarkedText format;
    private final String text;
    private final Value argument;
    private final List<Value> arguments;
    private final boolean markup;
    private final Budget budget;
    private final MarkedTextBuilder out;
    private int at;
    private int used;

    private PercentFormat(StringValue format, Value argument, Budget budget) {
        this.format = format.marked();
        this.text = format.text();
        this.argument = argument;
        this.arguments = argument instanceof TupleValue tuple ? tuple.items() : List.of(argument);
        this.markup = format.markup();
        this.budget = budget;
        this.out = new MarkedTextBuilder(budget);
    }

    static Value format(StringValue format, Value argument, Budget budget) {
        PercentFormat work = new PercentFormat(format, argument, budget);
        work.run();
        return new StringValue(work.out.build(), format.markup());
    }

    private void run() {
        int from = 0;
        for (at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
            budget.step();
            out.append(format, from, at);
            at++;
            conversion();
            from = at;
        }
        out.append(format, from, text.length());
        // Python takes whatever has a subscript for a mapping, of which no key need be used.
        boolean mapping = argument instanceof DictValue
                || argument instanceof ListValue
                || argument instanceof RangeValue
                || argument instanceof UndefinedValue;
        if (!mapping && used < arguments.size()) {
            throw TemplateFault.runtime("not all arguments converted during string formatting");
        }
    }

    private void conversion() {
        Value named = peek() == '(' ? named() : null;
        char align = 0;
        char sign = '-';
        boolean zero = false;
        boolean alternate = false;
        for (; peek() != 0 && "-+ 0#".indexOf(peek()) >= 0; at++) {
            switch (peek()) {
                case '-' -> align = '<';
                case '0' -> zero = true;
                case '#' -> alternate = true;
                default -> sign = sign == '+' ? '+' : peek();
            }
        }
        int width = number();
        if (width < 0) {
            align = '<';
            width = -width;
        }
        int precision = -1;
        if (peek() == '.') {
            at++;
            precision = Math.max(0, number());
        }
        while (peek() == 'h' || peek() == 'l' || peek() == 'L') {
            at++;
        }
        char type = peek();
        at++;
        if (type == '%') {
            out.append(format, at - 1, at);
            return;
        }
        boolean padZeros = zero && align == 0 && "diouxXeEfFgG".indexOf(type) >= 0;
        FormatSpec spec = new FormatSpec(
                padZeros ? '0' : ' ', padZeros ? '=' : align == 0 ? '>' : align, sign, alternate, width, (char) 0,
                precision, type);
        out.append(convert(named == null ? nextArgument() : named, spec));
    }

    private MarkedText convert(Value value, FormatSpec spec) {
        switch (spec.type()) {
            case 's', 'r', 'a' -> {
                MarkedText plain = spec.type() == 's' ? Printer.text(value, budget) : Printer.repr(value, budget);
                if (markup) {
                    plain = spec.type() == 's' ? Escapes.html(value, budget) : Escapes.html(plain, budget);
                }
                return withType(spec, 's', spec.precision()).apply(new StringValue(plain), budget);
            }
            case 'c' -> {
                char type = value instanceof StringValue ? 's' : 'c';
                return withType(spec, type, -1).apply(value, budget);
            }
            case 'd', 'i', 'u', 'x', 'X', 'o' -> {
                requireNumber(value, spec.type());
                Value whole = value instanceof FloatValue real
                        ? new IntValue(Conversions.truncate(real.number()), real.trusted())
                        : value;
                char type = spec.type() == 'i' || spec.type() == 'u' ? 'd' : spec.type();
                return withType(spec, type, -1).apply(whole, budget);
            }
            case 'e', 'E', 'f', 'F', 'g', 'G' -> {
                requireNumber(value, spec.type());
                FloatValue real = new FloatValue(Numbers.real(value), Numbers.trusted(value));
                return spec.apply(real, budget);
            }
            default -> throw TemplateFault.runtime(
                    spec.type() == 0
                            ? "incomplete format"
                            : "unsupported format character '" + spec.type() + "' at index " + (at - 1));
        }
    }

    private static FormatSpec withType(FormatSpec spec, char type, int precision) {
        return new FormatSpec(
                spec.fill(), spec.align(), spec.sign(), spec.alternate(), spec.width(), (char) 0, precision, type);
    }

    private static void requireNumber(Value value, char type) {
        if (value instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (!Numbers.isNumber(value)) {
            throw TemplateFault.runtime(
                    "%" + type + " format: a real number is required, not " + value.typeName());
        }
    }

    private Value named() {
        int close = text.indexOf(')', at);
        if (close < 0) {
            throw TemplateFault.runtime("incomplete format key");
        }
        String key = text.substring(at + 1, close);
        at = close + 1;
        if (!(argument instanceof DictValue dict)) {
            throw TemplateFault.runtime("format requires a mapping");
        }
        Value value = dict.find(key);
        if (value == null) {
            throw TemplateFault.runtime("no key '" + key + "' for the format");
        }
        return value;
    }

    private Value nextArgument() {
        if (used >= arguments.size()) {
            throw TemplateFault.runtime("not enough arguments for format string");
        }
        return arguments.get(used++);
    }

    private int number() {
        if (peek() == '*') {
            at++;
            return Numbers.clamped(nextArgument());
        }
        int number = 0;
        while (peek() >= '0' && peek() <= '9') {
            number = Math.min(1_000_000, number * 10 + text.charAt(at++) - '0');
        }
        return number;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
