package hearth.chat.value;

/** Python's {@code str}; {@code markup} is set by the {@code safe} and {@code escape} filters, as markupsafe's subclass is. */
public record StringValue(MarkedText marked, boolean markup) implements Value {
    public static final StringValue EMPTY = new StringValue(MarkedText.trusted(""), false);

    public StringValue(MarkedText marked) {
        this(marked, false);
    }

    public static StringValue trusted(String text) {
        return new StringValue(MarkedText.trusted(text), false);
    }

    public static StringValue untrusted(String text) {
        return new StringValue(MarkedText.untrusted(text), false);
    }

    public String text() {
        return marked.text();
    }

    @Override
    public String typeName() {
        return markup ? "Markup" : "str";
    }

    @Override
    public boolean truthy() {
        return !marked.isEmpty();
    }
}
