package hearth.compute;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Weights as they are stored; rows are decoded when used. */
final class ScalarMatrix implements Matrix {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Where {@code Q4_1} and {@code Q5_1} keep the block's minimum, a float16. */
    private static final int MINIMUM_OFFSET = 2;

    private final TensorType type;
    private final int rows;
    private final int columns;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;
    private final float[] row;

    ScalarMatrix(MatrixSource source) {
        type = source.type();
        rows = source.rows();
        columns = source.columns();
        ActivationType.of(type);
        bytes = arena.allocate(Math.multiplyExact(rows, type.byteSize(columns)), 64);
        source.read(0, bytes);
        row = new float[columns];
    }

    /** Row {@code index} as floats, in an array that the next call overwrites. */
    float[] row(int index) {
        BlockDecoder.decode(type, bytes, index * type.byteSize(columns), row, 0, columns);
        return row;
    }

    /** The minimum that block {@code block} of row {@code index} adds to all its values; for Q4_1 and Q5_1. */
    float minimum(int index, int block) {
        long offset = index * type.byteSize(columns) + (long) block * type.blockBytes() + MINIMUM_OFFSET;
        return Float.float16ToFloat(bytes.get(SHORT, offset));
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public long byteSize() {
        return bytes.byteSize();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
