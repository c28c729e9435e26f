package hearth.tokenizer.split;

import static hearth.tokenizer.split.CharacterClass.LETTER;
import static hearth.tokenizer.split.CharacterClass.NUMBER;
import static hearth.tokenizer.split.CharacterClass.SPACE;

/** GPT-2: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}. */
final class Gpt2Splitter implements StepSplitter {
    @Override
    public int next(char[] text, int from, int end) {
        int contraction = Scan.contraction(text, from, end, false);
        if (contraction > from) {
            return contraction;
        }
        int start = text[from] == ' ' && from + 1 < end ? from + 1 : from;
        int kind = Scan.classAt(text, start, end) & (LETTER | NUMBER | SPACE);
        return switch (kind) {
            case LETTER, NUMBER -> Scan.run(text, start, end, kind);
            case 0 -> Scan.runWithout(text, start, end, LETTER | NUMBER | SPACE);
            default -> Scan.spaces(text, from, end);
        };
    }
}
