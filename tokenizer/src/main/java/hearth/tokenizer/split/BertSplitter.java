package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.MARK;
import static hearth.tokenizer.split.CharacterClass.PUNCTUATION;
import static hearth.tokenizer.split.CharacterClass.SPACE;
import static hearth.tokenizer.split.CharacterClass.SYMBOL;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * BERT's way to words, as llama.cpp has it and most model files mean it: control characters are dropped, letters made small, accents
 * taken off, then words end at white space while every punctuation mark and every Chinese character is one of its own. White space
 * itself is in no word.
 */
public final class BertSplitter implements WordSplitter {
    private static final int DOTTED_CAPITAL_I = 0x130; // the one letter whose small form is two characters
    private static final char DOT_ABOVE = 0x307;

    private final boolean lowerCase;
    private final boolean stripAccents;

    /**
     * @param lowerCase whether letters become small
     * @param stripAccents whether characters are taken apart (NFD) and their marks dropped: all of them, as llama.cpp does,
     *     where the original keeps spacing ones (they occur in Indic scripts)
     */
    public BertSplitter(boolean lowerCase, boolean stripAccents) {
        this.lowerCase = lowerCase;
        this.stripAccents = stripAccents;
    }

    @Override
    public void split(char[] text, int from, int end, WordSink sink) {
        Words words = new Words(sink);
        for (int at = from; at < end; at = Scan.after(text, at, end)) {
            int codePoint = Character.codePointAt(text, at, end);
            if (codePoint < 0x80 || !stripAccents) {
                words.add(codePoint);
            } else {
                // what follows the base character goes; so does, in the reference, all of a Korean syllable but its first letter
                words.addBase(Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD).codePointAt(0));
            }
        }
        words.close();
    }

    private static boolean isDropped(int codePoint) {
        boolean lineOrTab = codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> !lineOrTab;
            case Character.FORMAT, Character.PRIVATE_USE -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    private final class Words {
        private final WordSink sink;
        private char[] word = new char[64];
        private int size;

        Words(WordSink sink) {
            this.sink = sink;
        }

        void addBase(int codePoint) {
            if ((CharacterClass.of(codePoint) & MARK) == 0) {
                add(codePoint);
            }
        }

        void add(int codePoint) {
            if (isDropped(codePoint)) {
                return;
            }
            int kind = CharacterClass.of(codePoint);
            if ((kind & SPACE) != 0) {
                close();
            } else if ((kind & PUNCTUATION) != 0 || codePoint < 0x80 && (kind & SYMBOL) != 0 || BertCharacters.isChinese(codePoint)) {
                close();
                append(codePoint);
                close();
            } else if (lowerCase && codePoint == DOTTED_CAPITAL_I) {
                append('i');
                append(DOT_ABOVE);
            } else {
                append(lowerCase ? Character.toLowerCase(codePoint) : codePoint);
            }
        }

        private void append(int codePoint) {
            if (size + 2 > word.length) {
                word = Arrays.copyOf(word, 2 * word.length);
            }
            size += Character.toChars(codePoint, word, size);
        }

        void close() {
            if (size > 0) {
                sink.word(word, 0, size);
                size = 0;
            }
        }
    }
}
