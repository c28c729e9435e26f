package hearth.workshop.gptq;

import java.util.Objects;

/**
 * How GPTQ rounds.
 *
 * @param order of the columns
 * @param damping share of the mean of the Hessian's diagonal that is added to it
 * @param threads how many round
 */
public record GptqOptions(ColumnOrder order, double damping, int threads) {
    private static final double DEFAULT_DAMPING = 0.01;

    public GptqOptions {
        Objects.requireNonNull(order, "order");
        if (!(damping > 0) || damping > 1) {
            throw new IllegalArgumentException("damping is " + damping + " but must be above 0 and at most 1");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("thread count " + threads + " is not positive");
        }
    }

    /** Important blocks first, a damping of 1 %, all processors. */
    public static GptqOptions defaults() {
        return new GptqOptions(ColumnOrder.BLOCKS, DEFAULT_DAMPING, Runtime.getRuntime().availableProcessors());
    }

    public GptqOptions withOrder(ColumnOrder value) {
        return new GptqOptions(value, damping, threads);
    }

    public GptqOptions withDamping(double value) {
        return new GptqOptions(order, value, threads);
    }

    public GptqOptions withThreads(int value) {
        return new GptqOptions(order, damping, value);
    }
}
