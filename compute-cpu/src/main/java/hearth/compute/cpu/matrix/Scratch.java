package hearth.compute.cpu.matrix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One worker's private buffers for the products of many tokens, small enough for the first cache level. */
final class Scratch {
    /** Tokens that one pass over a panel serves. */
    static final int TOKEN_CHUNK = 128;

    /** Columns that are unpacked at a time. */
    static final int COLUMN_CHUNK = 256;

    /** The same where weights are unpacked to floats, which take twice the room. */
    static final int FLOAT_CHUNK = 128;

    /** Tokens of one micro-kernel call. */
    static final int TILE_TOKENS = 4;

    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    /** What {@link PanelMatrix#readAhead} read; nobody looks, but the compiler must think so. */
    int readAhead;
    /** The same for what {@link OneToken} touched. */
    int touched;
    /** Unpacked int16 pairs: (column pair, panel row). */
    final int[] pairs = new int[COLUMN_CHUNK / 2 * PANEL_ROWS];
    /** Unpacked floats: (column, panel row). */
    final float[] values = new float[COLUMN_CHUNK * PANEL_ROWS];
    /** int16 sums of one token: (sub-block, panel row, low and high half). */
    final short[] sums = new short[COLUMN_CHUNK / 16 * PANEL_ROWS * 2];
    /** Scaled integer sums of a tile: (token, panel row). */
    final int[] totals = new int[TILE_TOKENS * PANEL_ROWS];
    /** Sums of minima times activations of a tile: (token, panel row). */
    final float[] minimumSums = new float[TILE_TOKENS * PANEL_ROWS];
    /** Words of eight 4-bit codes: (word, panel row). */
    final int[] expanded = new int[COLUMN_CHUNK / 8 * PANEL_ROWS];
    /** The same where packed weights live as well, so that kernels see one kind of memory. */
    final MemorySegment words = WeightMemory.allocate(Arena.ofAuto(), 4L * expanded.length);
    /** Float scales of a column chunk: (group, panel row). */
    final float[] groupScales = new float[COLUMN_CHUNK / 16 * PANEL_ROWS];
    /** Integer scales of a column chunk: (sub-block, panel row). */
    final int[] scales = new int[COLUMN_CHUNK / 16 * PANEL_ROWS];
    /** Float scales of a column chunk: (block, panel row). */
    final float[] blockScales = new float[COLUMN_CHUNK / 32 * PANEL_ROWS];
    /** Minima of a column chunk, as floats: (sub-block, panel row). */
    final float[] minima = new float[COLUMN_CHUNK / 16 * PANEL_ROWS];
    /** Float scales of the minima: (panel row). */
    final float[] minimumScales = new float[PANEL_ROWS];
    /** Results of one token with the second matrix of a gated pair: (panel row). */
    final float[] secondRow = new float[PANEL_ROWS];
    /** Results: (token, panel row). */
    final float[] tile = new float[TOKEN_CHUNK * PANEL_ROWS];
    /** Results of the second matrix of a gated pair. */
    final float[] secondTile = new float[TOKEN_CHUNK * PANEL_ROWS];
}
