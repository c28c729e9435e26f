package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.MARK;
import static hearth.tokenizer.split.CharacterClass.PUNCTUATION;
import static hearth.tokenizer.split.CharacterClass.SPACE;
import static hearth.tokenizer.split.CharacterClass.SYMBOL;

import java.text.Normalizer;

/**
 * BERT's way to words, as llama.cpp has it and most model files mean it: control characters are dropped, letters made small, accents
 * taken off, then words end at white space while every punctuation mark and every Chinese character is one of its own. White space
 * itself is in no word.
 */
public final class BertSplitter implements WordSplitter {
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
        BertWord word = new BertWord(sink);
        for (int at = from; at < end; at = Scan.after(text, at, end)) {
            int codePoint = Character.codePointAt(text, at, end);
            if (codePoint < 0x80 || !stripAccents) {
                add(codePoint, word);
            } else {
                // what follows the base character goes; so does, in the reference, all of a Korean syllable but its first letter
                addBase(Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD).codePointAt(0), word);
            }
        }
        word.close();
    }

    private static boolean isDropped(int codePoint) {
        boolean lineOrTab = codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> !lineOrTab;
            case Character.FORMAT, Character.PRIVATE_USE -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    private void addBase(int codePoint, BertWord word) {
        if ((CharacterClass.of(codePoint) & MARK) == 0) {
            add(codePoint, word);
        }
    }

    private void add(int codePoint, BertWord word) {
        if (isDropped(codePoint)) {
            return;
        }
        int kind = CharacterClass.of(codePoint);
        if ((kind & SPACE) != 0) {
            word.close();
        } else if ((kind & PUNCTUATION) != 0 || codePoint < 0x80 && (kind & SYMBOL) != 0 || BertCharacters.isChinese(codePoint)) {
            word.appendAlone(codePoint);
        } else if (lowerCase) {
            word.appendSmall(codePoint, Character.toLowerCase(codePoint));
        } else {
            word.append(codePoint);
        }
    }
}
