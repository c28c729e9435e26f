package hearth.workshop.gptq;

import java.util.Comparator;
import java.util.stream.IntStream;

/** In which order columns are rounded: what comes early can be made good by much, what comes last by nothing. */
public enum ColumnOrder {
    /** As they are stored. */
    STORED,
    /** Blocks in the order of what they are multiplied with, the largest first; each one's scales are chosen when its turn has come. */
    BLOCKS,
    /** Columns in that order, which GPTQ calls act-order; the scales of all blocks are chosen before. */
    COLUMNS;

    /**
     * The column at each place.
     *
     * @param squares mean square of what each column is multiplied with
     */
    int[] of(double[] squares, int blockSize) {
        return switch (this) {
            case STORED -> IntStream.range(0, squares.length).toArray();
            case COLUMNS -> descending(squares);
            case BLOCKS -> {
                double[] sums = new double[squares.length / blockSize];
                for (int c = 0; c < squares.length; c++) {
                    sums[c / blockSize] += squares[c];
                }
                int[] blocks = descending(sums);
                yield IntStream.range(0, squares.length).map(p -> blocks[p / blockSize] * blockSize + p % blockSize).toArray();
            }
        };
    }

    private static int[] descending(double[] numbers) {
        return IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -numbers[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
