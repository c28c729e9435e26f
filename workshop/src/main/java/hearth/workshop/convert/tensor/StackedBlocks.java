package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.util.List;

/**
 * Blocks of equal type and number behind each other.
 *
 * @param shape of the result, the contiguous dimension first
 */
record StackedBlocks(List<Blocks> parts, List<Long> shape) implements Blocks {
    @Override
    public TensorType type() {
        return parts.getFirst().type();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        long each = parts.getFirst().byteSize() / type().blockBytes();
        int done = 0;
        while (done < blockCount) {
            long inPart = (firstBlock + done) % each;
            int now = (int) Math.min(each - inPart, blockCount - done);
            parts.get((int) ((firstBlock + done) / each)).read(inPart, now, target, offset + done * type().blockBytes());
            done += now;
        }
    }
}
