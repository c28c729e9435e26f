package hearth.workshop.budget;

import hearth.format.TensorType;
import hearth.workshop.quantize.ImportanceMatrix;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a user chooses about a quantization to a budget.
 *
 * @param types that tensors may become, besides staying as they are
 * @param importance how much each column matters; without it, it is measured on the calibration text
 * @param calibration what sensitivity is measured on
 * @param verification what the result is judged on; it must not be a part of the calibration text
 * @param windowLength tokens that are read together when the result is judged
 * @param requantize whether a source that is quantized already is accepted
 * @param threads that encode
 */
public record BudgetOptions(
        BudgetGoal goal,
        Set<TensorType> types,
        Optional<ImportanceMatrix> importance,
        String calibration,
        String verification,
        int windowLength,
        boolean requantize,
        int threads) {
    /** What programs that read GGUF can run. Types made for models trained in them are not among these. */
    private static final Set<TensorType> USUAL = EnumSet.of(TensorType.Q8_0, TensorType.Q6_K, TensorType.Q5_K, TensorType.Q5_1,
            TensorType.Q5_0, TensorType.Q4_K, TensorType.Q4_1, TensorType.Q4_0, TensorType.IQ4_NL, TensorType.IQ4_XS, TensorType.MXFP4,
            TensorType.Q3_K, TensorType.IQ3_S, TensorType.IQ3_XXS, TensorType.Q2_K, TensorType.IQ2_S, TensorType.IQ2_XS,
            TensorType.IQ2_XXS, TensorType.IQ1_M, TensorType.IQ1_S);
    private static final int WINDOW_LENGTH = 512;

    public BudgetOptions {
        Objects.requireNonNull(goal, "goal");
        if (types.isEmpty()) {
            throw new IllegalArgumentException("there must be a type that tensors may become");
        }
        types = Collections.unmodifiableSet(EnumSet.copyOf(types));
        if (windowLength < 8 || threads < 1) {
            throw new IllegalArgumentException("window length " + windowLength + " or thread count " + threads + " is too small");
        }
    }

    /** All usual types on all processors; a third of the text, from all over it, is for judging. */
    public static BudgetOptions of(BudgetGoal goal, String text) {
        TextParts parts = TextParts.of(text);
        return new BudgetOptions(goal, USUAL, Optional.empty(), parts.calibration(), parts.verification(), WINDOW_LENGTH, false,
                Runtime.getRuntime().availableProcessors());
    }

    public BudgetOptions withTypes(Set<TensorType> value) {
        return new BudgetOptions(goal, value, importance, calibration, verification, windowLength, requantize, threads);
    }

    public BudgetOptions withImportance(ImportanceMatrix value) {
        return new BudgetOptions(goal, types, Optional.of(value), calibration, verification, windowLength, requantize, threads);
    }

    /** Two texts in place of the two parts of one. */
    public BudgetOptions withTexts(String calibrationText, String verificationText) {
        return new BudgetOptions(goal, types, importance, calibrationText, verificationText, windowLength, requantize, threads);
    }

    public BudgetOptions withWindowLength(int value) {
        return new BudgetOptions(goal, types, importance, calibration, verification, value, requantize, threads);
    }

    public BudgetOptions withRequantize() {
        return new BudgetOptions(goal, types, importance, calibration, verification, windowLength, true, threads);
    }

    public BudgetOptions withThreads(int value) {
        return new BudgetOptions(goal, types, importance, calibration, verification, windowLength, requantize, value);
    }
}
