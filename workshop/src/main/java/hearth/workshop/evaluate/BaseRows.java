package hearth.workshop.evaluate;

/** Some rows of a base model's predictions. Reused from slice to slice. */
final class BaseRows {
    /** Where a probability is too small to count: those below exp(-16), as in llama-perplexity. */
    static final float FLOOR = -16;

    private final int vocabularySize;
    private float[] logProbabilities = {}; // (rows, vocabularySize); of those not above the floor some are minus infinity
    private double[] targets = {}; // of the tokens that follow
    private int[] tops = {};

    BaseRows(int vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    void reserve(int rows) {
        if (tops.length < rows) {
            logProbabilities = new float[Math.multiplyExact(rows, vocabularySize)];
            targets = new double[rows];
            tops = new int[rows];
        }
    }

    int vocabularySize() {
        return vocabularySize;
    }

    float[] logProbabilities() {
        return logProbabilities;
    }

    double target(int row) {
        return targets[row];
    }

    int top(int row) {
        return tops[row];
    }

    void set(int row, double target, int top) {
        targets[row] = target;
        tops[row] = top;
    }
}
