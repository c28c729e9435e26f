package hearth.engine.model;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A small matrix turned, so that its columns are rows: as F32 values, because blocks of quantized values lie along the old rows.
 *
 * @param values (rows, columns)
 */
record TransposedSource(int rows, int columns, float[] values) implements MatrixSource {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static TransposedSource of(MatrixSource source) {
        int rows = source.columns();
        int columns = source.rows();
        float[] stored = new float[Math.multiplyExact(rows, columns)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(source.type().byteSize(rows) * columns, Long.BYTES);
            source.read(0, bytes);
            BlockDecoder.decode(source.type(), bytes, 0, stored, 0, stored.length);
        }
        float[] values = new float[stored.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                values[r * columns + c] = stored[c * rows + r];
            }
        }
        return new TransposedSource(rows, columns, values);
    }

    @Override
    public TensorType type() {
        return TensorType.F32;
    }

    @Override
    public void read(long byteOffset, MemorySegment target) {
        int first = Math.toIntExact(byteOffset / Float.BYTES);
        MemorySegment.copy(values, first, target, FLOAT, 0, Math.toIntExact(target.byteSize() / Float.BYTES));
    }
}
