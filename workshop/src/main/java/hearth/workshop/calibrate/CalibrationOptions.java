package hearth.workshop.calibrate;

import java.util.Objects;

/**
 * What a model is calibrated with.
 *
 * @param text that runs through it
 * @param length tokens of a sequence
 * @param count most sequences; 0 = as many as the text has, up to {@link CalibrationSequences#MAX_COUNT}
 * @param threads threads that compute; 0 = as many as the machine has physical cores
 */
public record CalibrationOptions(String text, int length, int count, int threads) {
    private static final int DEFAULT_LENGTH = 512;

    public CalibrationOptions {
        Objects.requireNonNull(text, "text");
    }

    /** All of a text, in sequences of 512 tokens, on all cores. */
    public static CalibrationOptions of(String text) {
        return new CalibrationOptions(text, DEFAULT_LENGTH, 0, 0);
    }

    public CalibrationOptions withLength(int value) {
        return new CalibrationOptions(text, value, count, threads);
    }

    public CalibrationOptions withCount(int value) {
        return new CalibrationOptions(text, length, value, threads);
    }

    public CalibrationOptions withThreads(int value) {
        return new CalibrationOptions(text, length, count, value);
    }
}
