package hearth.format;

import java.util.Optional;

/** A model file, or something in it, is not what its format promises. The message names the place and the reason. */
public class InvalidModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for callers that react differently; the message is for people. */
    public enum Kind {
        /** A rule of the format is broken. */
        MALFORMED,
        /** The file ends before its content does, or became shorter while it was read. */
        TRUNCATED,
        /** A count or length is above our limits. */
        TOO_LARGE,
        /** Correct perhaps, but of a version, type or byte order that we do not read. */
        UNSUPPORTED,
        /** A required key, tensor or part is not there. */
        MISSING,
        /** The operating system could not read or find the file. */
        UNREADABLE
    }

    private final Kind kind;
    private final String file;
    private final String key;

    /** An error of kind MALFORMED. */
    public InvalidModelException(String message) {
        this(message, null);
    }

    /** An error of kind MALFORMED with its cause. */
    public InvalidModelException(String message, Throwable cause) {
        this(Kind.MALFORMED, message, cause);
    }

    public InvalidModelException(Kind kind, String message) {
        this(kind, message, null);
    }

    private InvalidModelException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.file = null;
        this.key = null;
    }

    private InvalidModelException(Kind kind, String file, String key, String reason, Throwable cause) {
        super(file + ": " + (key == null ? "" : "key " + key + " ") + reason, cause);
        this.kind = kind;
        this.file = file;
        this.key = key;
    }

    /** An error somewhere in a file; {@code file} is its name without folders. */
    public static InvalidModelException inFile(Kind kind, String file, String reason) {
        return new InvalidModelException(kind, file, null, reason, null);
    }

    /** An error of the operating system while reading a file. */
    public static InvalidModelException unreadable(String file, String reason, Throwable cause) {
        return new InvalidModelException(Kind.UNREADABLE, file, null, reason, cause);
    }

    /** An error at one metadata key; the message reads "file: key NAME reason". */
    public static InvalidModelException atKey(Kind kind, String file, String key, String reason) {
        return new InvalidModelException(kind, file, key, reason, null);
    }

    public Kind kind() {
        return kind;
    }

    /** The file's name without folders, where known. */
    public Optional<String> file() {
        return Optional.ofNullable(file);
    }

    /** The metadata key at fault, where there is one. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }
}
