package hearth.compute.cpu.matrix;

/**
 * Activations of a batch of tokens as the kernels read them. Rows are padded with zeros to a multiple of the micro-kernel's
 * tokens. Buffers grow and are kept, so a steady state allocates nothing.
 */
final class Activations {
    final ActivationKind kind;
    int columns;
    int rows;

    /** int16 pairs of neighbouring columns, as float bits: (row, columns / 2). */
    float[] pairs = {};
    /** The same integers as floats, or the activations themselves: (row, columns). */
    float[] values = {};
    /** Scales: (row, block). */
    float[] scales = {};
    /** Sums of the integers over 32 columns: (row, columns / 32). */
    float[] sums = {};
    /** Pairs of int16, as float bits: the sums of 8 even and 8 odd columns: (row, columns / 16). */
    float[] halves = {};
    /** Sums of the integers over 16 columns: (row, columns / 16); blocks of 256 only. */
    float[] halfSums = {};
    /** The scaled sums of Q8_1, rounded to binary16: (row, columns / 32); blocks of 32 only. */
    float[] scaledSums = {};

    Activations(ActivationKind kind) {
        this.kind = kind;
    }

    int blockSize() {
        return kind == ActivationKind.BLOCKS_OF_256 ? 256 : 32;
    }

    /** Makes room for {@code newRows} rows and clears the padding rows. */
    void prepare(int newRows, int newColumns) {
        columns = newColumns;
        rows = newRows;
        int padded = newRows == 1 ? 1 : Math.ceilDiv(newRows, Scratch.TILE_TOKENS) * Scratch.TILE_TOKENS;
        values = room(values, padded * columns, newRows * columns);
        if (kind != ActivationKind.FLOATS) {
            pairs = room(pairs, padded * (columns / 2), newRows * (columns / 2));
            scales = room(scales, padded * (columns / blockSize()), newRows * (columns / blockSize()));
            sums = room(sums, padded * (columns / 32), newRows * (columns / 32));
            halves = room(halves, padded * (columns / 16), newRows * (columns / 16));
            halfSums = room(halfSums, padded * (columns / 16), newRows * (columns / 16));
            scaledSums = room(scaledSums, padded * (columns / 32), newRows * (columns / 32));
        }
    }

    private static float[] room(float[] array, int wanted, int used) {
        if (array.length < wanted) {
            return new float[wanted];
        }
        java.util.Arrays.fill(array, used, wanted, 0);
        return array;
    }
}
