package hearth.chat.value;

/** Python's built-in {@code format}. */
public final class Formats {
    private Formats() {}

    /** {@code format(value, spec)}. */
    public static MarkedText format(Value value, String spec, Budget budget) {
        if (value instanceof UndefinedValue || value instanceof StringValue || Numbers.isNumber(value)) {
            return FormatSpec.parse(spec).apply(value, budget);
        }
        throw TemplateFault.runtime("unsupported format string passed to " + value.typeName() + ".__format__");
    }
}
