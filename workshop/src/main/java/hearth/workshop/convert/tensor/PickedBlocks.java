package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Rows of the input in another order, or some of them; no block changes.
 *
 * @param shape of the result, the contiguous dimension first
 * @param rowOf row of the input for a row of the result
 */
record PickedBlocks(Blocks input, List<Long> shape, LongUnaryOperator rowOf) implements Blocks {
    @Override
    public TensorType type() {
        return input.type();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        long rowBlocks = shape.getFirst() / type().blockSize();
        int done = 0;
        while (done < blockCount) {
            long row = (firstBlock + done) / rowBlocks;
            long inRow = (firstBlock + done) % rowBlocks;
            int now = (int) Math.min(rowBlocks - inRow, blockCount - done);
            input.read(rowOf.applyAsLong(row) * rowBlocks + inRow, now, target, offset + done * type().blockBytes());
            done += now;
        }
    }
}
