package hearth.workshop.convert.tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Rows of the input in another order, or some of them.
 *
 * @param shape of the result; its last size is that of the input
 * @param rowOf row of the input for a row of the result
 */
record PickedRows(Values input, List<Long> shape, LongUnaryOperator rowOf) implements Values {
    @Override
    public String name() {
        return input.name();
    }

    @Override
    public Optional<SourceRow> sourceRow(long row) {
        return input.sourceRow(rowOf.applyAsLong(row));
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        long columns = input.columns();
        int done = 0;
        while (done < count) {
            long row = (first + done) / columns;
            long column = (first + done) % columns;
            long from = rowOf.applyAsLong(row);
            long wanted = columns - column;
            // Rows that stay neighbours are read together.
            for (long next = 1; wanted < count - done && rowOf.applyAsLong(row + next) == from + next; next++) {
                wanted += columns;
            }
            int now = (int) Math.min(wanted, count - done);
            input.read(from * columns + column, now, target, offset + done);
            done += now;
        }
    }

    @Override
    public Kept kept() {
        return input.kept().rearranged(this, blocks -> new PickedBlocks(blocks, shape.reversed(), rowOf));
    }
}
