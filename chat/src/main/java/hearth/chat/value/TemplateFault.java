package hearth.chat.value;

/** A failure while parsing or rendering; the module's public face turns it into its own exception. */
public final class TemplateFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a template stopped. */
    public enum Kind {
        SYNTAX,
        RUNTIME,
        RAISED,
        LIMIT
    }

    private final Kind kind;
    private final int line;

    private TemplateFault(Kind kind, String message, int line) {
        super(message, null, false, false);
        this.kind = kind;
        this.line = line;
    }

    /** The text of the template can't be understood. */
    public static TemplateFault syntax(String message, int line) {
        return new TemplateFault(Kind.SYNTAX, message, line);
    }

    /** An operation failed the way Python's would; {@code message} is worded as there. */
    public static TemplateFault runtime(String message) {
        return new TemplateFault(Kind.RUNTIME, message, 0);
    }

    /** The template itself called {@code raise_exception}. */
    public static TemplateFault raised(String message) {
        return new TemplateFault(Kind.RAISED, message, 0);
    }

    /** A budget is spent; {@code message} names the limit. */
    public static TemplateFault limit(String message) {
        return new TemplateFault(Kind.LIMIT, message, 0);
    }

    /** The same fault at a line, unless it knows one already. */
    public TemplateFault at(int faultLine) {
        return line != 0 ? this : new TemplateFault(kind, getMessage(), faultLine);
    }

    public Kind kind() {
        return kind;
    }

    /** Line of the template, from 1; 0 when not known. */
    public int line() {
        return line;
    }
}
