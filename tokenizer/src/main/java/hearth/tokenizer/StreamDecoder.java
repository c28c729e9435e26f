package hearth.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns ids into text one at a time. What it returns, joined, is what decoding all ids at once gives: bytes of a character
 * that is not complete yet are held back. Not for several threads.
 */
public final class StreamDecoder {
    private static final byte[] NOTHING = {};

    private final VocabularyTokenizer tokenizer;
    private final DecodeOptions options;
    private byte[] pending = NOTHING;
    private boolean atStart;

    StreamDecoder(VocabularyTokenizer tokenizer, DecodeOptions options) {
        this.tokenizer = tokenizer;
        this.options = options;
        atStart = !options.continuation();
    }

    /** Takes the next id and returns the text that is certain by now, often none. Unknown ids stand for no text. */
    public String append(int id) {
        byte[] piece = tokenizer.piece(id, options.renderSpecial());
        if (atStart) {
            piece = tokenizer.withoutAddedSpace(piece);
            atStart = false;
        }
        if (piece.length == 0) {
            return "";
        }
        byte[] bytes = piece;
        if (pending.length > 0) {
            bytes = Arrays.copyOf(pending, pending.length + piece.length);
            System.arraycopy(piece, 0, bytes, pending.length, piece.length);
        }
        int end = completeLength(bytes);
        pending = end == bytes.length ? NOTHING : Arrays.copyOfRange(bytes, end, bytes.length);
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Ends the text: an incomplete character that is left reads as U+FFFD. */
    public String finish() {
        String rest = new String(pending, StandardCharsets.UTF_8);
        pending = NOTHING;
        return rest;
    }

    /** How many of the bytes are left after taking away an unfinished character at the end. */
    private static int completeLength(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int lead = bytes[bytes.length - back] & 0xFF;
            if (lead >= 0xC0) {
                int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return needed > back ? bytes.length - back : bytes.length;
            }
            if (lead < 0x80) {
                break;
            }
        }
        return bytes.length;
    }
}
