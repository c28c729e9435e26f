package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.LETTER;
import static hearth.tokenizer.split.CharacterClass.MARK;
import static hearth.tokenizer.split.CharacterClass.PUNCTUATION;
import static hearth.tokenizer.split.CharacterClass.SPACE;
import static hearth.tokenizer.split.CharacterClass.SYMBOL;

/**
 * The last step of DeepSeek V3: {@code [ASCII mark][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|}
 * {@code \s*[\r\n]+|\s+(?!\S)|\s+}. Characters that none of it matches stay together.
 */
final class DeepSeek3Splitter implements StepSplitter {
    private static final int WORD = LETTER | MARK;
    private static final int SIGN = PUNCTUATION | SYMBOL;

    @Override
    public int next(char[] text, int from, int end) {
        int stop = match(text, from, end);
        if (stop > from) {
            return stop;
        }
        int at = from;
        do {
            at = Scan.after(text, at, end);
        } while (at < end && !begins(text, at, end));
        return at;
    }

    /** Whether a match begins here; unlike {@link #match} in constant time. */
    private static boolean begins(char[] text, int at, int end) {
        int kind = Scan.classAt(text, at, end);
        return (kind & (WORD | SIGN | SPACE)) != 0 || (Scan.classAt(text, Scan.after(text, at, end), end) & WORD) != 0;
    }

    private static int match(char[] text, int at, int end) {
        int kind = Scan.classAt(text, at, end);
        int second = Scan.after(text, at, end);
        if (text[at] < 0x80 && (kind & SIGN) != 0 && second < end && isAsciiLetter(text[second])) {
            int stop = second;
            while (stop < end && isAsciiLetter(text[stop])) {
                stop++;
            }
            return stop;
        }
        if ((kind & WORD) != 0) {
            return Scan.run(text, at, end, WORD);
        }
        int secondKind = Scan.classAt(text, second, end);
        if ((kind & SIGN) == 0 && !Scan.isNewline(text[at]) && (secondKind & WORD) != 0) {
            return Scan.run(text, second, end, WORD);
        }
        if ((kind & SIGN) != 0 || text[at] == ' ' && (secondKind & SIGN) != 0) {
            return Scan.newlines(text, Scan.run(text, text[at] == ' ' ? second : at, end, SIGN), end, false);
        }
        return (kind & SPACE) != 0 ? Scan.spacesOrLines(text, at, end) : at;
    }

    private static boolean isAsciiLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
