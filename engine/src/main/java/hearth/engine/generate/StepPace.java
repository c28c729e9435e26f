package hearth.engine.generate;

import java.util.List;

/** Learns how many rows of prompts fit into a step that takes as long as it should. */
final class StepPace {
    private static final int FIRST_ROWS = 128;
    private static final int LEAST_ROWS = 16;
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

    /** Rows of prompts for the next step. */
    int rows() {
        return (int) rows;
    }

    /** A step took so long. */
    void took(List<BatchStep.Portion> portions, int promptRows, long nanos) {
        // A step that was not full of prompts says little about one that is.
        if (promptRows >= rows() / 2 && promptRows > portions.size()) {
            double growth = Math.clamp(targetNanos / Math.max(1, nanos), LEAST_GROWTH, MOST_GROWTH);
            rows = Math.clamp(promptRows * growth, Math.min(LEAST_ROWS, mostRows), mostRows);
        }
    }
}
