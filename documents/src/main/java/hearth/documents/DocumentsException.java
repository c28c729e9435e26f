package hearth.documents;

/** Something about documents can't be done. The message is for the user: it names the file or library, and why. */
public final class DocumentsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What kind of failure. */
    public enum Kind {
        /** No such library or document. */
        NOT_FOUND,
        /** A name or number that can't be. */
        INVALID,
        /** A file that can't be read: its kind, a password, damage. */
        UNREADABLE,
        /** More than a limit allows. */
        TOO_LARGE,
        /** Another process changes the library, or too much is asked at once. */
        BUSY,
        /** What the library keeps on disk is damaged. */
        DAMAGED,
        /** Whoever asked for it ended it. */
        CANCELLED
    }

    public DocumentsException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DocumentsException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
