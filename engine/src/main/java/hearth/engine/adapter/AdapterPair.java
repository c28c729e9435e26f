package hearth.engine.adapter;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What one adapter adds to one matrix W (rows, columns): scale · up · down, with up (rows, rank) and down (rank, columns). Of a stack of
 * matrices each has its own. Files keep the token embedding's pair the other way round: A is up, B is down's transpose.
 *
 * @param first the tensor {@code .lora_a}
 * @param second the tensor {@code .lora_b}
 * @param scale alpha / rank · what the user asked for
 */
record AdapterPair(GgufFile file, TensorInfo base, TensorInfo first, TensorInfo second, float scale) {
    private static final long MAX_RANK = 1 << 16;

    /** Checks that the shapes fit the base tensor and each other. */
    AdapterPair {
        List<Long> a = first.shape();
        List<Long> b = second.shape();
        int dimensions = base.shape().size();
        boolean fits = (dimensions == 2 || dimensions == 3) && a.size() == dimensions && b.size() == dimensions;
        if (fits && isTokenTable(base)) {
            fits = dimensions == 2 && a.get(1) == base.rows() && b.get(1) == base.columns() && a.get(0).equals(b.get(0));
        } else if (fits) {
            fits = a.get(0) == base.columns() && b.get(1) == base.size(1) && a.get(1).equals(b.get(0))
                    && (dimensions == 2 || a.get(2) == base.size(2) && b.get(2) == base.size(2));
        }
        if (!fits) {
            throw error(file, Kind.MALFORMED, first, "has shape " + a + " and its other half " + b
                    + ", which does not fit the model's tensor of shape " + base.shape());
        }
        long rank = isTokenTable(base) ? a.get(0) : a.get(1);
        if (rank < 1 || rank > MAX_RANK) {
            throw error(file, Kind.MALFORMED, first, "has rank " + rank + " but it must be from 1 to " + MAX_RANK);
        }
    }

    private static boolean isTokenTable(TensorInfo base) {
        return base.name().equals(TensorNames.TOKEN_EMBEDDING);
    }

    int rank() {
        return (int) (isTokenTable(base) ? first.size(0) : first.size(1));
    }

    AdapterPair withScale(float value) {
        return new AdapterPair(file, base, first, second, value);
    }

    /** Values of both halves together. */
    long valueCount() {
        return Math.addExact(first.elementCount(), second.elementCount());
    }

    /** down for the matrix of the stack that holds this row: (rank, columns). */
    float[] down(long row) {
        if (isTokenTable(base)) {
            return FloatSource.turned(values(second, 0, Math.toIntExact(base.columns())), rank());
        }
        return values(first, slice(row) * rank(), rank());
    }

    /** Rows of up, the scale multiplied in: (count, rank). */
    float[] up(long firstRow, int count) {
        TensorInfo half = isTokenTable(base) ? first : second;
        float[] values = values(half, firstRow, count);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
            if (!Float.isFinite(values[i])) {
                throw error(file, Kind.MALFORMED, half, "times the scale " + scale + " is infinite");
            }
        }
        return values;
    }

    /** values[offset ..] (count, columns) += up · down, for rows of one matrix of the stack. */
    void addTo(long firstRow, int count, float[] values, int offset) {
        int columns = Math.toIntExact(base.columns());
        float[] up = up(firstRow, count);
        float[] down = down(firstRow);
        for (int r = 0; r < count; r++) {
            for (int k = 0; k < rank(); k++) {
                float factor = up[r * rank() + k];
                for (int c = 0; c < columns; c++) {
                    values[offset + r * columns + c] += factor * down[k * columns + c];
                }
            }
        }
    }

    /** Which matrix of the stack a row belongs to. */
    private long slice(long row) {
        return row / base.size(1);
    }

    private float[] values(TensorInfo tensor, long firstRow, int rowCount) {
        int count = Math.toIntExact(Math.multiplyExact(tensor.columns(), rowCount));
        float[] values = new float[count];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.rowBytes() * rowCount, Long.BYTES);
            file.read(tensor, firstRow * tensor.rowBytes(), bytes);
            BlockDecoder.decode(tensor.type(), bytes, 0, values, 0, count);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw error(file, Kind.MALFORMED, tensor, "holds a value that is infinite or not a number");
            }
        }
        return values;
    }

    /** An error about a tensor of an adapter's file. */
    static InvalidModelException error(GgufFile file, Kind kind, TensorInfo tensor, String reason) {
        return InvalidModelException.inFile(kind, file.name(), "tensor '" + tensor.name() + "' " + reason);
    }
}
