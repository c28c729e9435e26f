package hearth.chat;

/** A template can't be parsed or rendered; the message says why and, where known, in which line of the template. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Reason {
        /** The template's text is wrong. */
        SYNTAX,
        /** An operation failed on the values given, or a filter, test or method does not exist. */
        RUNTIME,
        /** The template refused the conversation with {@code raise_exception}. */
        RAISED,
        /** The template asked for more time, memory or depth than a render may have. */
        LIMIT
    }

    private final Reason reason;
    private final int line;

    public TemplateException(Reason reason, String message, int line) {
        super(line > 0 ? message + " (line " + line + " of the chat template)" : message);
        this.reason = reason;
        this.line = line;
    }

    public Reason reason() {
        return reason;
    }

    /** Line of the template, from 1; 0 when not known. */
    public int line() {
        return line;
    }
}
