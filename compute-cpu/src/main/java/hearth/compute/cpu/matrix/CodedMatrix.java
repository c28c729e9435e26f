package hearth.compute.cpu.matrix;

import hearth.compute.ActivationType;
import hearth.compute.MatrixSource;
import java.lang.foreign.MemorySegment;

/**
 * A panel matrix whose weights are 4-bit codes of a table of 16 signed bytes, times a scale for each group of 16 or 32 columns.
 * Subclasses bring the codes and scales of a chunk of columns, from wherever they keep them, to the scratch; the products are
 * shared.
 *
 * <p>For one token the integers are multiplied as int16 pairs; for many as floats, where every sum of a group is a whole number
 * below 2^24 and thus exact: the results are the same.
 */
abstract class CodedMatrix extends PanelMatrix {
    private static final int LANES = Lanes.LANES;

    /** Columns of a word of codes. */
    static final int WORD_COLUMNS = 8;

    /** Columns that share a scale. */
    final int groupColumns;
    /** What the codes stand for, repeated to fill a vector. */
    final byte[] table = new byte[Lanes.FULL_BYTE.length()];

    private final ActivationKind kind;
    /** Columns that share a scale of the activations. */
    private final int scaledColumns;
    /** Groups that share a scale of the activations, as a shift. */
    final int scaleShift;

    CodedMatrix(MatrixSource source, long panelBytes, int groupColumns, byte[] values) {
        super(source, panelBytes);
        this.groupColumns = groupColumns;
        for (int i = 0; i < table.length; i++) {
            table[i] = values[i % values.length];
        }
        kind = switch (ActivationType.of(type)) {
            case Q8_0 -> ActivationKind.BLOCKS_OF_32;
            case Q8_K -> ActivationKind.BLOCKS_OF_256;
            case F32, Q8_1 -> throw new IllegalArgumentException(type + " is not made of codes");
        };
        scaledColumns = kind == ActivationKind.BLOCKS_OF_32 ? 32 : 256;
        scaleShift = Integer.numberOfTrailingZeros(scaledColumns / groupColumns);
    }

    /** Makes {@code chunk} columns from {@code column} on ready; returns where in {@link #words} their codes begin, (word, panel row). */
    abstract long load(int panel, int column, int chunk, Scratch scratch);

    /** Fills {@link Scratch#groupScales} with the scales of what was loaded last. */
    abstract void loadScales(int panel, int column, int chunk, Scratch scratch);

    /**
     * out += integer sums in {@link Scratch#scales} · scales of what was loaded last · scales of the activations, of which one is
     * for 2^scaleShift groups; for one vector of rows, {@code half} being the first of them.
     */
    abstract void scale(
            int panel, int column, int groups, int half, Scratch scratch, float[] scales, int scaleAt, float[] out, int offset);

    /** The memory that words of codes are read from. */
    abstract MemorySegment words(Scratch scratch);

    @Override
    final ActivationKind activationKind() {
        return kind;
    }

    @Override
    final void multiplyOne(Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int words = groupColumns / WORD_COLUMNS;
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            int groups = chunk / groupColumns;
            long at = load(panel, column, chunk, scratch);
            int pairs = (token * columns + column) / 2;
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                CodeKernel.sums(table, words(scratch), at, half, groups, words, activations.pairs, pairs, scratch.scales);
            }
            int scales = token * (columns / scaledColumns) + column / scaledColumns;
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                scale(panel, column, groups, half, scratch, activations.scales, scales, out, offset);
            }
        }
    }

    @Override
    final boolean multipliesPairs() {
        return false;
    }

    @Override
    final void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        java.util.Arrays.fill(out, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            long at = load(panel, column, chunk, scratch);
            loadScales(panel, column, chunk, scratch);
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                CodeKernel.unpack(table, words(scratch), at, half, chunk / WORD_COLUMNS, scratch.values);
            }
            for (int i = 0; i < tiles; i++) {
                int first = (firstToken + i * Scratch.TILE_TOKENS) * columns + column * Scratch.TILE_TOKENS;
                FloatGemm.addScaled(
                        scratch.values,
                        chunk / groupColumns,
                        groupColumns,
                        activations.tileValues,
                        first,
                        scratch.groupScales,
                        activations.tileScales,
                        first / scaledColumns,
                        scaleShift,
                        out,
                        i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
    }
}
