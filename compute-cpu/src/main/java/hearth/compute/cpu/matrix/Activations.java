package hearth.compute.cpu.matrix;

/**
 * Activations of a batch of tokens as the kernels read them: row by row for products of single tokens; for those of many also in
 * tiles of four rows whose numbers alternate, padded with zeros, so that a micro-kernel finds its tokens behind one index. Buffers grow
 * and are kept, so a steady state allocates nothing.
 */
final class Activations {
    private static final int TOKENS = Scratch.TILE_TOKENS;

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

    /** {@link #pairs} in tiles: (tile, columns / 2, token). */
    float[] tilePairs = {};
    /** {@link #values} in tiles: (tile, columns, token). */
    float[] tileValues = {};
    /** {@link #scales} in tiles: (tile, block, token). */
    float[] tileScales = {};
    /** {@link #sums} in tiles: (tile, columns / 32, token). */
    float[] tileSums = {};
    /** {@link #halfSums} in tiles: (tile, columns / 16, token); blocks of 256 only. */
    float[] tileHalfSums = {};
    /** {@link #scaledSums} in tiles: (tile, columns / 32, token); blocks of 32 only. */
    float[] tileScaledSums = {};

    Activations(ActivationKind kind) {
        this.kind = kind;
    }

    int blockSize() {
        return kind == ActivationKind.BLOCKS_OF_256 ? 256 : 32;
    }

    /** Makes room for {@code newRows} rows. */
    void prepare(int newRows, int newColumns) {
        if ((long) (newRows + TOKENS) * newColumns > Lanes.INDEX) {
            throw new IllegalArgumentException(newRows + " rows of " + newColumns + " activations are too many for one product");
        }
        columns = newColumns;
        rows = newRows;
        values = room(values, rows * columns);
        if (kind.isQuantized()) {
            pairs = room(pairs, rows * (columns / 2));
            scales = room(scales, rows * (columns / blockSize()));
            sums = room(sums, rows * (columns / 32));
            halves = room(halves, rows * (columns / 16));
            halfSums = room(halfSums, rows * (columns / 16));
            scaledSums = room(scaledSums, rows * (columns / 32));
        }
    }

    /** Makes room for the rows prepared for, in tiles. */
    void prepareTiles() {
        int padded = Math.ceilDiv(rows, TOKENS) * TOKENS;
        tileValues = room(tileValues, padded * columns);
        if (kind.isQuantized()) {
            tilePairs = room(tilePairs, padded * (columns / 2));
            tileScales = room(tileScales, padded * (columns / blockSize()));
            tileSums = room(tileSums, padded * (columns / 32));
            tileHalfSums = room(tileHalfSums, padded * (columns / 16));
            tileScaledSums = room(tileScaledSums, padded * (columns / 32));
        }
    }

    /** Fills one tile from its rows. */
    void fillTile(int tile, boolean withPairs, boolean withValues) {
        if (withValues) {
            alternate(values, columns, tile, tileValues);
        }
        if (!kind.isQuantized()) {
            return;
        }
        if (withPairs) {
            alternate(pairs, columns / 2, tile, tilePairs);
        }
        alternate(scales, columns / blockSize(), tile, tileScales);
        alternate(sums, columns / 32, tile, tileSums);
        if (kind == ActivationKind.BLOCKS_OF_256) {
            alternate(halfSums, columns / 16, tile, tileHalfSums);
        } else {
            alternate(scaledSums, columns / 32, tile, tileScaledSums);
        }
    }

    private void alternate(float[] from, int width, int tile, float[] to) {
        int at = tile * TOKENS * width;
        for (int token = 0; token < TOKENS; token++) {
            int row = tile * TOKENS + token;
            for (int i = 0; i < width; i++) {
                to[at + TOKENS * i + token] = row < rows ? from[row * width + i] : 0;
            }
        }
    }

    private static float[] room(float[] array, int wanted) {
        return array.length < wanted ? new float[wanted] : array;
    }
}
