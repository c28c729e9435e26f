package hearth.store;

/** A model name, reference or digest is not well formed. */
public final class InvalidNameException extends StoreException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    public InvalidNameException(String text, String reason) {
        super("invalid model name \"" + printable(text) + "\": " + reason);
        this.reason = reason;
    }

    /** What is wrong, without the name. */
    public String reason() {
        return reason;
    }

    /** Hostile names may hold control characters or be very long; an error message must not carry them to a terminal. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(100).forEach(c -> out.appendCodePoint(Character.isISOControl(c) || c > 0x7e ? '?' : c));
        return text.codePointCount(0, text.length()) > 100 ? out + "..." : out.toString();
    }
}
