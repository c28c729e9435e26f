package hearth.documents.extract;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;

/** Why a file can't be read, in words without the file's name; {@link FileReading} puts the name before them. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    Unreadable(String reason) {
        this(Kind.UNREADABLE, reason);
    }

    Unreadable(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    static Unreadable tooLarge(String reason) {
        return new Unreadable(Kind.TOO_LARGE, reason);
    }

    Kind kind() {
        return kind;
    }

    DocumentsException of(String fileName) {
        return new DocumentsException(kind, fileName + ": " + getMessage(), this);
    }
}
