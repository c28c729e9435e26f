package hearth.workshop.calibrate;

import hearth.tokenizer.Tokenizer;
import hearth.workshop.evaluate.EvaluationException;
import hearth.workshop.evaluate.EvaluationText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A calibration text cut into sequences of equal length, each with the begin token in place of its first where a model asks for one.
 *
 * @param tokens of each sequence; not to be changed
 */
public record CalibrationSequences(List<int[]> tokens) {
    /** Most sequences of a pass. */
    public static final int MAX_COUNT = 32;

    private static final int MIN_LENGTH = 16;

    /**
     * Cuts the beginning of a text.
     *
     * @param length tokens of a sequence
     * @param most most sequences, up to {@link #MAX_COUNT}; 0 = as many as there are
     * @throws EvaluationException if the text is shorter than one sequence, or the numbers are of no use
     */
    public static CalibrationSequences of(EvaluationText text, int length, int most) {
        if (length < MIN_LENGTH || most < 0) {
            throw new EvaluationException("sequences of " + length + " tokens, " + most + " of them: there must be " + MIN_LENGTH
                    + " tokens at least, and not less than none");
        }
        int count = Math.min(text.tokenCount() / length, most == 0 ? MAX_COUNT : Math.min(most, MAX_COUNT));
        if (count == 0) {
            throw new EvaluationException("the calibration text has " + text.tokenCount() + " tokens, but a sequence needs " + length
                    + "; give a longer text or a smaller length");
        }
        List<int[]> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] sequence = Arrays.copyOfRange(text.ids(), i * length, (i + 1) * length);
            text.begin().ifPresent(begin -> sequence[0] = begin);
            tokens.add(sequence);
        }
        return new CalibrationSequences(tokens);
    }

    /** As the other one, of a text that is not tokenized yet. */
    static CalibrationSequences of(CalibrationOptions options, Tokenizer tokenizer) {
        return of(EvaluationText.of(options.text(), tokenizer), options.length(), options.count());
    }

    public int tokenCount() {
        return tokens.stream().mapToInt(sequence -> sequence.length).sum();
    }
}
