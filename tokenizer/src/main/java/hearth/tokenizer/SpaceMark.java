package hearth.tokenizer;

/** U+2581, which vocabularies of SentencePiece's kind write for a space. */
final class SpaceMark {
    static final char CHARACTER = '\u2581';
    private static final byte[] BYTES = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

    private SpaceMark() {}

    static byte byteAt(int index) {
        return BYTES[index];
    }

    static int byteCount() {
        return BYTES.length;
    }

    /** Writes {@code bytes[start, end)} to {@code target} with a space for each mark, and returns how many bytes that are. */
    static int toSpaces(byte[] bytes, int start, int end, byte[] target) {
        int out = 0;
        for (int i = start; i < end; i++) {
            if (isAt(bytes, i, end)) {
                target[out++] = ' ';
                i += BYTES.length - 1;
            } else {
                target[out++] = bytes[i];
            }
        }
        return out;
    }

    /** Whether a mark begins at {@code at}. */
    static boolean isAt(byte[] bytes, int at, int end) {
        return bytes[at] == BYTES[0] && at + 2 < end && bytes[at + 1] == BYTES[1] && bytes[at + 2] == BYTES[2];
    }

    /** Whether these bytes have an ordinary space, which no marked text can match. */
    static boolean hasPlainSpace(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == ' ') {
                return true;
            }
        }
        return false;
    }
}
