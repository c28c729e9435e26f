package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A matrix whose rows are regrouped in panels of two vectors of rows, so that a lane is a row: one load brings the same word of
 * a vector of rows, scales are vectors as well, and no sum ever crosses lanes. The last panel is filled up with zero rows.
 *
 * <p>The result for one token is the same to the bit, whether it is computed alone or among others.
 */
abstract class PanelMatrix implements PackedMatrix {
    /** Rows of a panel. */
    static final int PANEL_ROWS = 2 * Lanes.LANES;

    static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Columns of single weights that are packed at a time, so that what is written stays in the cache from row to row. */
    static final int PACKED_COLUMNS = 128;

    /** A multiple of what is unpacked at a time; so many columns of a panel fit in the second cache level. */
    private static final int READ_AHEAD_COLUMNS = 2048;

    /** Bytes that a load may read beyond its data. */
    private static final int SLACK = 1024;

    final TensorType type;
    final int rows;
    final int columns;
    /** Bytes of one panel. */
    final long panelBytes;

    final MemorySegment weights;

    private final Arena arena = Arena.ofShared();

    PanelMatrix(MatrixSource source, int packedBlockBytes) {
        this(source, source.columns() / source.type().blockSize() * (long) packedBlockBytes);
    }

    PanelMatrix(MatrixSource source, long panelBytes) {
        this.type = source.type();
        this.rows = source.rows();
        this.columns = source.columns();
        this.panelBytes = panelBytes;
        this.weights = source instanceof KeptSource kept ? kept.packed() : WeightMemory.allocate(arena, memoryBytes());
    }

    /** Bytes of all panels, and what a load may read beyond them. */
    final long memoryBytes() {
        return panelBytes * panelCount() + SLACK;
    }

    @Override
    public final TensorType type() {
        return type;
    }

    @Override
    public final int rows() {
        return rows;
    }

    @Override
    public final int columns() {
        return columns;
    }

    @Override
    public final long byteSize() {
        return weights.byteSize();
    }

    @Override
    public final MemorySegment memory() {
        return weights.asReadOnly();
    }

    @Override
    public final void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    final int panelCount() {
        return Math.ceilDiv(rows, PANEL_ROWS);
    }

    final long panelOffset(int panel) {
        return panel * panelBytes;
    }

    /** How the kernels of this matrix want their activations. */
    abstract ActivationKind activationKind();

    /** Rearranges {@code rowCount} stored rows as a panel, which is zero where there are fewer than {@link #PANEL_ROWS}. */
    abstract void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel);

    /** out[offset + i] = row i of the panel · row {@code token} of the activations. */
    abstract void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset);

    /** Whether {@link #multiplyOneOfTwo} is faster than one panel after the other. */
    boolean multipliesTwo() {
        return false;
    }

    /** {@link #multiplyOne} for this panel and one of a matrix, this or another, of the same type and columns. */
    void multiplyOneOfTwo(
            Activations activations,
            int token,
            int panel,
            PanelMatrix second,
            int secondPanel,
            Scratch scratch,
            float[] out,
            int offset,
            float[] secondOut,
            int secondOffset) {
        multiplyOne(activations, token, panel, scratch, out, offset);
        second.multiplyOne(activations, token, secondPanel, scratch, secondOut, secondOffset);
    }

    /** Whether products of many tokens take their activations as int16 pairs, not as floats. */
    abstract boolean multipliesPairs();

    /**
     * out[t][i] = row i of the panel · row {@code firstToken + t}, which begins a tile; {@code tokenCount} is rounded up to whole tiles.
     */
    abstract void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out);

    /** Writes the results of one token with a panel, or adds them, to the rows that exist; {@code rowOffset} is that of row 0. */
    final void storeRows(int panel, float[] from, int fromOffset, float[] to, int rowOffset, boolean add) {
        int row = panel * PANEL_ROWS;
        int count = Math.min(PANEL_ROWS, rows - row);
        int at = rowOffset + row;
        if (add) {
            for (int i = 0; i < count; i++) {
                to[at + i] += from[fromOffset + i];
            }
        } else {
            System.arraycopy(from, fromOffset, to, at, count);
        }
    }

    /**
     * Reads a cache line's worth at a time of what a panel holds for the next columns. Products of many tokens unpack a little, then
     * compute for long: without this, each time would begin with waiting for the memory.
     */
    final void readAhead(int panel, int column, Scratch scratch) {
        if (column % READ_AHEAD_COLUMNS == 0) {
            int end = Math.min(column + READ_AHEAD_COLUMNS, columns);
            long from = panelOffset(panel) + panelBytes * column / columns;
            scratch.readAhead += readLines(weights, from, panelOffset(panel) + panelBytes * end / columns);
        }
    }

    private static int readLines(MemorySegment w, long from, long to) {
        int sum = 0;
        for (long at = from; at < to; at += 64) {
            sum += w.get(WeightMemory.INT, at);
        }
        return sum;
    }

    /** Writes a binary16 scale for one row and refuses what is not finite. */
    final void packHalf(byte[] stored, int at, byte[] panel, int offset) {
        short bits = (short) SHORTS.get(stored, at);
        if ((bits & 0x7C00) == 0x7C00) {
            throw new InvalidModelException("a " + type + " block has a scale that is infinite or not a number");
        }
        SHORTS.set(panel, offset, bits);
    }

    /** The binary16 value at {@code offset} as a float. */
    final float half(long offset) {
        return Float.float16ToFloat(weights.get(WeightMemory.SHORT, offset));
    }
}
