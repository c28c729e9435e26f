package hearth.workshop.awq;

/**
 * How AWQ looks for factors.
 *
 * @param steps ratios tried between weights alone and inputs alone
 * @param inputRows most input rows that errors are measured with
 * @param weightRows most rows of a matrix that are rounded for a try
 * @param threads how many round
 */
public record AwqOptions(int steps, int inputRows, int weightRows, int threads) {
    private static final int DEFAULT_STEPS = 20;
    private static final int DEFAULT_INPUT_ROWS = 512;
    private static final int DEFAULT_WEIGHT_ROWS = 256;

    public AwqOptions {
        if (steps < 1 || inputRows < 1 || weightRows < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "steps " + steps + ", input rows " + inputRows + ", weight rows " + weightRows + ", threads " + threads + ": all must be positive");
        }
    }

    /** 20 ratios, all processors. */
    public static AwqOptions defaults() {
        return new AwqOptions(DEFAULT_STEPS, DEFAULT_INPUT_ROWS, DEFAULT_WEIGHT_ROWS, Runtime.getRuntime().availableProcessors());
    }

    public AwqOptions withSteps(int value) {
        return new AwqOptions(value, inputRows, weightRows, threads);
    }

    public AwqOptions withThreads(int value) {
        return new AwqOptions(steps, inputRows, weightRows, value);
    }
}
