package hearth.engine.adapter;

import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix of floats in memory, for a backend to load.
 *
 * @param values (rows, columns)
 */
record FloatSource(int rows, int columns, float[] values) implements MatrixSource {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    FloatSource {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(values.length + " values for (" + rows + ", " + columns + ")");
        }
    }

    /** The same with rows as columns. */
    FloatSource turned() {
        return new FloatSource(columns, rows, turned(values, columns));
    }

    /** (n, columns) to (columns, n). */
    static float[] turned(float[] values, int columns) {
        int rows = values.length / columns;
        float[] result = new float[values.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                result[c * rows + r] = values[r * columns + c];
            }
        }
        return result;
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
