package hearth.engine.embed;

import hearth.engine.model.RowHead;
import java.util.Arrays;
import java.util.Optional;

/**
 * From the hidden states of a sequence to its embedding.
 *
 * @param causal whether tokens see only earlier ones, so that the last one classifies
 * @param head what follows the pooling
 */
record Pooler(Pooling pooling, boolean causal, int hiddenSize, Optional<RowHead> head, EmbedOptions options) {
    /** Length of a vector before it is shortened. */
    int size() {
        return head.map(RowHead::size).orElse(hiddenSize);
    }

    /** Which rows of a sequence are wanted. */
    int firstRow(int rowCount) {
        return pooling == Pooling.LAST || ranksOneRow() && causal ? rowCount - 1 : 0;
    }

    /** The row after the last that is wanted. */
    int endRow(int rowCount) {
        return pooling == Pooling.FIRST || ranksOneRow() && !causal ? 1 : rowCount;
    }

    private boolean ranksOneRow() {
        return pooling == Pooling.RANK && !ranksMean();
    }

    private boolean ranksMean() {
        return pooling == Pooling.RANK && head.isPresent() && head.get().readsMean();
    }

    /** @param hidden the wanted rows of the sequence, each of hiddenSize, from row {@code first} on */
    Embedding pool(float[] hidden, int first, Sequence sequence) {
        int count = endRow(sequence.ids().length) - firstRow(sequence.ids().length);
        int rows = pooling == Pooling.NONE ? count : 1;
        int kept = options.dimensions() == 0 ? size() : options.dimensions();
        float[] values = new float[Math.multiplyExact(rows, kept)];
        for (int i = 0; i < rows; i++) {
            float[] row = pooling == Pooling.MEAN || ranksMean()
                    ? mean(hidden, first, count)
                    : Arrays.copyOfRange(hidden, (first + i) * hiddenSize, (first + i + 1) * hiddenSize);
            float[] result = head.isPresent() ? head.get().apply(row) : row;
            if (options.normalize() && pooling != Pooling.RANK) {
                normalize(result, kept);
            }
            System.arraycopy(result, 0, values, i * kept, kept);
        }
        return new Embedding(values, rows, sequence.ids().length, sequence.truncated());
    }

    private float[] mean(float[] hidden, int first, int count) {
        float[] mean = new float[hiddenSize];
        for (int column = 0; column < hiddenSize; column++) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += hidden[(first + i) * hiddenSize + column];
            }
            mean[column] = (float) (sum / count);
        }
        return mean;
    }

    private static void normalize(float[] row, int count) {
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (double) row[i] * row[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < count && length > 0; i++) {
            row[i] = (float) (row[i] / length);
        }
    }
}
