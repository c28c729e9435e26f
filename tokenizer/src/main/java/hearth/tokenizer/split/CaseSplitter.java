package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.LETTER;
import static hearth.tokenizer.split.CharacterClass.LOWER_PART;
import static hearth.tokenizer.split.CharacterClass.NUMBER;
import static hearth.tokenizer.split.CharacterClass.SPACE;
import static hearth.tokenizer.split.CharacterClass.UPPER_PART;

/**
 * The pattern of o200k and Tekken, which also cuts before a capital letter. With W for {@code [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]},
 * w for {@code [\p{Ll}\p{Lm}\p{Lo}\p{M}]} and C for the contractions:
 * {@code [^\r\n\p{L}\p{N}]?W*w+C?|[^\r\n\p{L}\p{N}]?W+w*C?|\p{N}{1,k}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 *
 * With {@code hanApart} (Kimi) runs of {@code \p{Han}} are words of their own, W and w are without them, and slashes stay apart.
 *
 * @param maxDigits the most numbers in one word
 * @param contractions whether contractions belong to the word before them
 * @param hanApart whether Chinese characters are kept from other letters
 */
record CaseSplitter(int maxDigits, boolean contractions, boolean hanApart) implements StepSplitter {
    @Override
    public int next(char[] text, int from, int end) {
        if (hanApart && Scan.isHan(text, from, end)) {
            int stop = from;
            do {
                stop = Scan.after(text, stop, end);
            } while (Scan.isHan(text, stop, end));
            return stop;
        }
        int word = word(text, from, end);
        if (word > from) {
            return contractions ? Scan.contraction(text, word, end, true) : word;
        }
        int kind = Scan.classAt(text, from, end);
        if ((kind & NUMBER) != 0) {
            return Scan.run(text, from, end, NUMBER, maxDigits);
        }
        int other = LETTER | NUMBER | SPACE;
        int start = text[from] == ' ' && from + 1 < end ? from + 1 : from;
        if ((Scan.classAt(text, start, end) & other) == 0) {
            return Scan.newlines(text, Scan.runWithout(text, start, end, other), end, !hanApart);
        }
        return Scan.spacesOrLines(text, from, end);
    }

    /** The end of the word at {@code from}, or {@code from}: the alternatives in the order of the pattern. */
    private int word(char[] text, int from, int end) {
        boolean mayLead = (Scan.classAt(text, from, end) & (LETTER | NUMBER)) == 0 && !Scan.isNewline(text[from]);
        int second = Scan.after(text, from, end);
        int stop = mayLead ? endingLower(text, second, end) : second;
        if (stop > second) {
            return stop;
        }
        stop = endingLower(text, from, end);
        if (stop > from) {
            return stop;
        }
        // neither begins with anything lower-case, so what follows the upper-case run is no lower-case part
        if (mayLead) {
            stop = run(text, second, end, UPPER_PART);
            if (stop > second) {
                return stop;
            }
        }
        return run(text, from, end, UPPER_PART);
    }

    private int run(char[] text, int from, int end, int wanted) {
        int at = from;
        while ((classAt(text, at, end) & wanted) != 0) {
            at = Scan.after(text, at, end);
        }
        return at;
    }

    /** The classes that count inside a word. */
    private int classAt(char[] text, int at, int end) {
        return hanApart && Scan.isHan(text, at, end) ? 0 : Scan.classAt(text, at, end);
    }

    /** The end of {@code W*w+}, or {@code from}: if nothing lower-case follows the upper-case run, the run gives back its last. */
    private int endingLower(char[] text, int from, int end) {
        int lastLower = from; // after the last character of the run that is in both classes
        int at = from;
        while (at < end) {
            int kind = classAt(text, at, end);
            if ((kind & UPPER_PART) == 0) {
                break;
            }
            at = Scan.after(text, at, end);
            if ((kind & LOWER_PART) != 0) {
                lastLower = at;
            }
        }
        int stop = run(text, at, end, LOWER_PART);
        return stop > at ? stop : lastLower;
    }
}
