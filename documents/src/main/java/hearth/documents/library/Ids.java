package hearth.documents.library;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Ids of libraries and documents: they are names of files too, so they hold nothing else. */
final class Ids {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private Ids() {}

    static String fresh() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** @throws DocumentsException NOT_FOUND if it can be none */
    static String require(String text) {
        if (!isId(text)) {
            throw new DocumentsException(Kind.NOT_FOUND, "there is no such library or document");
        }
        return text;
    }
}
