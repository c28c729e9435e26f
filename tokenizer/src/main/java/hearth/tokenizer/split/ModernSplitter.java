package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.LETTER;
import static hearth.tokenizer.split.CharacterClass.NUMBER;
import static hearth.tokenizer.split.CharacterClass.SPACE;

/**
 * The pattern that Llama 3, Qwen and others share (from cl100k):
 * {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,k}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 *
 * @param wordClasses what words are made of: letters, in some models marks too
 * @param maxDigits the most numbers in one word
 * @param symbolsTakeNewlines whether newlines after symbols belong to their word
 */
record ModernSplitter(int wordClasses, int maxDigits, boolean symbolsTakeNewlines) implements StepSplitter {
    @Override
    public int next(char[] text, int from, int end) {
        int contraction = Scan.contraction(text, from, end, true);
        if (contraction > from) {
            return contraction;
        }
        int kind = Scan.classAt(text, from, end);
        if ((kind & wordClasses) != 0) {
            return Scan.run(text, from, end, wordClasses);
        }
        if ((kind & NUMBER) != 0) {
            return Scan.run(text, from, end, NUMBER, maxDigits);
        }
        int second = Scan.after(text, from, end);
        int secondKind = Scan.classAt(text, second, end);
        if ((secondKind & wordClasses) != 0 && !Scan.isNewline(text[from])) {
            return Scan.run(text, second, end, wordClasses);
        }
        int other = LETTER | NUMBER | SPACE | wordClasses;
        int start = text[from] == ' ' ? second : from;
        if (start < end && (Scan.classAt(text, start, end) & other) == 0) {
            int stop = Scan.runWithout(text, start, end, other);
            return symbolsTakeNewlines ? Scan.newlines(text, stop, end, false) : stop;
        }
        return Scan.spacesOrLines(text, from, end);
    }
}
