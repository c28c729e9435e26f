package hearth.tokenizer.split;

import java.util.Arrays;

/** Puts words together, letter by letter. */
final class BertWord {
    private static final int DOTTED_CAPITAL_I = 0x130; // the one letter whose small form is two characters
    private static final char DOT_ABOVE = 0x307;

    private final WordSink sink;
    private char[] word = new char[64];
    private int size;

    BertWord(WordSink sink) {
        this.sink = sink;
    }

    void append(int codePoint) {
        if (size + 2 > word.length) {
            word = Arrays.copyOf(word, 2 * word.length);
        }
        size += Character.toChars(codePoint, word, size);
    }

    /** @param small the small form of most letters */
    void appendSmall(int codePoint, int small) {
        if (codePoint == DOTTED_CAPITAL_I) {
            append('i');
            append(DOT_ABOVE);
        } else {
            append(small);
        }
    }

    /** A word of its own. */
    void appendAlone(int codePoint) {
        close();
        append(codePoint);
        close();
    }

    /** Ends a word that has begun. */
    void close() {
        if (size > 0) {
            sink.word(word, 0, size);
            size = 0;
        }
    }
}
