package hearth.engine.generate;

/** Learns how many rows of prompts fit into a step that takes as long as it should. */
final class StepPace {
    private static final int FIRST_ROWS = 128;
    /** Fewer cost much more each: what a matrix is unpacked for is shared by the rows of a step. */
    private static final int LEAST_ROWS = 32;
    /** Where no answer waits only a cancelled request does, which may take a little longer. */
    private static final int ALONE_FACTOR = 2;

    private static final double MOST_GROWTH = 2;
    private static final double LEAST_GROWTH = 0.25;

    private final double targetNanos;
    private final int mostRows;
    private double rows;

    /** @param mostRows of a step */
    StepPace(long targetNanos, int mostRows) {
        this.targetNanos = targetNanos;
        this.mostRows = mostRows;
        this.rows = Math.min(FIRST_ROWS, mostRows);
    }

    /** Rows of prompts for the next step. @param alone whether no answer waits for it */
    int rows(boolean alone) {
        return (int) Math.min(mostRows, rows * factor(alone));
    }

    /** A step with so many rows of prompts took so long. */
    void took(int promptRows, boolean alone, long nanos) {
        // A step that was not full of prompts says little about one that is.
        if (promptRows >= rows(alone) / 2) {
            double growth = Math.clamp(factor(alone) * targetNanos / Math.max(1, nanos), LEAST_GROWTH, MOST_GROWTH);
            rows = Math.clamp(promptRows * growth / factor(alone), Math.min(LEAST_ROWS, mostRows), mostRows);
        }
    }

    private static int factor(boolean alone) {
        return alone ? ALONE_FACTOR : 1;
    }
}
