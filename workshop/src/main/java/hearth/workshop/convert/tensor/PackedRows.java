package hearth.workshop.convert.tensor;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Expert weights that are MXFP4 in the source too, with neighbours in one byte; the target has value i and i + 16 of a block in
 * one. No value changes.
 *
 * @param blocks (experts, rows, columns / 32, 16)
 * @param scales (experts, rows, columns / 32)
 * @param start first row taken
 * @param step rows from one taken to the next
 */
record PackedRows(SafetensorsFolder folder, StoredTensor blocks, StoredTensor scales, int start, int step) implements Blocks {
    private static final int CODE_BYTES = 16;
    private static final int BLOCK_BYTES = 1 + CODE_BYTES;
    private static final int BLOCK = 32;

    PackedRows {
        List<Long> shape = blocks.shape();
        boolean sound = blocks.type() == ElementType.U8
                && scales.type() == ElementType.U8
                && shape.size() == 4
                && shape.get(3) == CODE_BYTES
                && shape.subList(0, 3).equals(scales.shape())
                && shape.get(1) % step == 0;
        if (!sound) {
            throw InvalidModelException.inFile(Kind.MALFORMED, folder.fileOf(blocks), "tensor '" + blocks.name() + "' is "
                    + blocks.type() + shape + " with scales " + scales.type() + scales.shape()
                    + ", which is not how MXFP4 experts are packed");
        }
    }

    @Override
    public TensorType type() {
        return TensorType.MXFP4;
    }

    @Override
    public List<Long> shape() {
        List<Long> packed = blocks.shape();
        return List.of(packed.get(2) * BLOCK, packed.get(1) / step, packed.get(0));
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        long rowBlocks = blocks.shape().get(2);
        int done = 0;
        while (done < blockCount) {
            long row = (firstBlock + done) / rowBlocks;
            long inRow = (firstBlock + done) % rowBlocks;
            int count = (int) Math.min(rowBlocks - inRow, blockCount - done);
            // Rows are taken within an expert, and their number is a multiple of the step.
            long source = (row * step + start) * rowBlocks + inRow;
            repack(source, count, target, offset + done * BLOCK_BYTES);
            done += count;
        }
    }

    private void repack(long first, int count, byte[] target, int offset) {
        byte[] codes = new byte[count * CODE_BYTES];
        byte[] exponents = new byte[count];
        folder.read(blocks, first * CODE_BYTES, MemorySegment.ofArray(codes));
        folder.read(scales, first, MemorySegment.ofArray(exponents));
        for (int block = 0; block < count; block++) {
            int out = offset + block * BLOCK_BYTES;
            target[out] = exponents[block];
            for (int i = 0; i < CODE_BYTES; i++) {
                int low = code(codes, block, i);
                int high = code(codes, block, i + CODE_BYTES);
                target[out + 1 + i] = (byte) (low | high << 4);
            }
        }
    }

    private static int code(byte[] codes, int block, int index) {
        return codes[block * CODE_BYTES + index / 2] >> 4 * (index % 2) & 15;
    }
}
