package hearth.workshop.awq;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.tensor.Blocks;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor with its columns and rows multiplied, as floats.
 *
 * @param columnFactors one for each column, or none
 * @param rowFactors one for each row, or none
 */
record FoldedTensor(GgufFile file, TensorInfo tensor, float[] columnFactors, float[] rowFactors) implements Blocks {
    @Override
    public TensorType type() {
        return TensorType.F32;
    }

    @Override
    public List<Long> shape() {
        return tensor.shape();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        int size = tensor.type().blockSize();
        long first = firstBlock / size;
        long end = Math.ceilDiv(firstBlock + blockCount, (long) size);
        int count = Math.toIntExact((end - first) * size);
        byte[] stored = new byte[Math.toIntExact(tensor.type().byteSize(count))];
        file.read(tensor, first * tensor.type().blockBytes(), MemorySegment.ofArray(stored));
        float[] values = new float[count];
        BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(stored), 0, values, 0, count);
        ByteBuffer out = ByteBuffer.wrap(target, offset, blockCount * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int skip = Math.toIntExact(firstBlock - first * size);
        for (int i = 0; i < blockCount; i++) {
            out.putFloat(values[skip + i] * factor(firstBlock + i));
        }
    }

    private float factor(long index) {
        int column = (int) (index % tensor.columns());
        long row = index / tensor.columns();
        float factor = columnFactors.length == 0 ? 1 : columnFactors[column];
        return rowFactors.length == 0 ? factor : factor * rowFactors[Math.toIntExact(row)];
    }
}
