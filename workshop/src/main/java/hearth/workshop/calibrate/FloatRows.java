package hearth.workshop.calibrate;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix of floats in memory.
 *
 * @param values (rows, columns)
 */
public record FloatRows(int rows, int columns, float[] values) implements MatrixSource {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public FloatRows {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(values.length + " values for " + rows + " rows of " + columns);
        }
    }

    /** The weights that a source holds, whatever their type. */
    public static FloatRows of(MatrixSource source) {
        float[] values = new float[Math.multiplyExact(source.rows(), source.columns())];
        byte[] stored = new byte[Math.toIntExact(source.type().byteSize(values.length))];
        source.read(0, MemorySegment.ofArray(stored));
        BlockDecoder.decode(source.type(), MemorySegment.ofArray(stored), 0, values, 0, values.length);
        return new FloatRows(source.rows(), source.columns(), values);
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
