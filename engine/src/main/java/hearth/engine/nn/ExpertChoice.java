package hearth.engine.nn;

import java.util.Arrays;

/** Which experts each row of a batch goes to and with what weight, and the same the other way round: the rows of each expert. */
public final class ExpertChoice {
    private final int usedCount;
    private final int[] experts; // (rows, usedCount), ascending in a row
    private final float[] weights; // (rows, usedCount)
    private final int[] starts; // (expertCount + 1): where an expert's rows begin in the two below
    private final int[] rowsByExpert;
    private final float[] weightsByExpert;

    /** @param rows most rows of a batch */
    public ExpertChoice(int rows, int expertCount, int usedCount) {
        this.usedCount = usedCount;
        int most = Math.multiplyExact(rows, usedCount);
        experts = new int[most];
        weights = new float[most];
        starts = new int[expertCount + 1];
        rowsByExpert = new int[most];
        weightsByExpert = new float[most];
    }

    /** Experts that each row goes to. */
    public int usedCount() {
        return usedCount;
    }

    public int expert(int row, int i) {
        return experts[row * usedCount + i];
    }

    public float weight(int row, int i) {
        return weights[row * usedCount + i];
    }

    /** Sets the i-th choice of a row: they are kept in the experts' order, so that sums do not depend on who came first. */
    void insert(int row, int i, int expert, float weight) {
        int first = row * usedCount;
        int at = first + i;
        while (at > first && experts[at - 1] > expert) {
            experts[at] = experts[at - 1];
            weights[at] = weights[at - 1];
            at--;
        }
        experts[at] = expert;
        weights[at] = weight;
    }

    void setWeight(int row, int i, float weight) {
        weights[row * usedCount + i] = weight;
    }

    /** Sorts the first {@code rows} rows by expert. */
    void group(int rows) {
        Arrays.fill(starts, 0);
        int count = rows * usedCount;
        for (int i = 0; i < count; i++) {
            starts[experts[i] + 1]++;
        }
        for (int expert = 1; expert < starts.length; expert++) {
            starts[expert] += starts[expert - 1];
        }
        for (int i = 0; i < count; i++) {
            int at = starts[experts[i]]++;
            rowsByExpert[at] = i / usedCount;
            weightsByExpert[at] = weights[i];
        }
        // Each start was moved to its end, which is the next one's start.
        System.arraycopy(starts, 0, starts, 1, starts.length - 1);
        starts[0] = 0;
    }

    /** Number of rows that go to this expert, after {@link #group}. */
    int rowCount(int expert) {
        return starts[expert + 1] - starts[expert];
    }

    /** Copies an expert's rows, in their order, and their weights. */
    void copyRows(int expert, int[] rows, float[] rowWeights) {
        System.arraycopy(rowsByExpert, starts[expert], rows, 0, rowCount(expert));
        System.arraycopy(weightsByExpert, starts[expert], rowWeights, 0, rowCount(expert));
    }
}
