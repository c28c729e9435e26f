package hearth.compute.cpu.matrix;

import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.cpu.WorkerPool;
import hearth.format.InvalidModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/** Reads matrices and packs them, panel by panel, on all threads. */
public final class MatrixLoader {
    /** Counts the ways in which panels were ever laid out: to be raised with every change of a {@code pack} method. */
    private static final int LAYOUT_VERSION = 2;

    private final WorkerPool pool;

    public MatrixLoader(WorkerPool pool) {
        this.pool = pool;
    }

    /** @throws InvalidModelException if no backend computes with the type, or a scale or float weight of a panel is not finite */
    public PackedMatrix load(MatrixSource source) {
        PanelMatrix matrix = create(source);
        int rowBytes = rowBytes(source, matrix);
        try {
            pool.run(matrix.panelCount(), 4, (from, to, worker) -> pack(matrix, source, rowBytes, from, to));
        } catch (RuntimeException | Error e) {
            matrix.close();
            throw e;
        }
        return matrix;
    }

    /** Names how panels are laid out: by the version, and by the lanes of a vector, which are rows. */
    public static String layout() {
        return "cpu" + LAYOUT_VERSION + "x" + Lanes.LANES;
    }

    /**
     * A matrix over memory with the bytes that packing gave another time; they are not copied.
     *
     * @param compared whether the first and the last panel are packed again and compared
     * @return empty if the memory has another size, or a compared panel is different
     */
    public Optional<Matrix> adopt(MatrixSource source, MemorySegment packed, boolean compared) {
        PanelMatrix matrix = create(new KeptSource(source, packed.asReadOnly()));
        if (packed.byteSize() != matrix.memoryBytes()
                || compared && !(isPacked(matrix, source, 0) && isPacked(matrix, source, matrix.panelCount() - 1))) {
            matrix.close();
            return Optional.empty();
        }
        return Optional.of(matrix);
    }

    private static boolean isPacked(PanelMatrix matrix, MatrixSource source, int panel) {
        int rowBytes = rowBytes(source, matrix);
        byte[] stored = new byte[rowBytes * PanelMatrix.PANEL_ROWS];
        byte[] packed = new byte[(int) matrix.panelBytes];
        pack(matrix, source, rowBytes, panel, stored, packed);
        return MemorySegment.ofArray(packed)
                        .mismatch(matrix.weights.asSlice(matrix.panelOffset(panel), matrix.panelBytes))
                < 0;
    }

    private static int rowBytes(MatrixSource source, PanelMatrix matrix) {
        long rowBytes = source.type().byteSize(source.columns());
        if (Math.max(rowBytes * PanelMatrix.PANEL_ROWS, matrix.panelBytes) > Integer.MAX_VALUE - 8) {
            throw new InvalidModelException("rows of " + source.columns() + " columns are too long");
        }
        return (int) rowBytes;
    }

    private PanelMatrix create(MatrixSource source) {
        return switch (source.type()) {
            case F32 -> new FloatMatrix(source);
            case F16, BF16 -> new HalfMatrix(source);
            case Q4_0, Q4_1, Q5_0, Q5_1 -> new Block32Matrix(source);
            case Q8_0 -> new Q8Matrix(source);
            case Q2_K -> new Q2KMatrix(source);
            case Q3_K -> new Q3KMatrix(source);
            case Q4_K -> new Q4KMatrix(source);
            case Q5_K -> new Q5KMatrix(source);
            case Q6_K -> new Q6KMatrix(source);
            case IQ4_NL, IQ4_XS, MXFP4, NVFP4 -> new LookupMatrix(source);
            case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> new CodebookMatrix(source);
            case TQ1_0, TQ2_0, Q1_0, Q2_0 -> new FewBitMatrix(source);
            case Q8_1, Q8_K, I8, I16, I32, I64, F64 ->
                    throw new InvalidModelException("no backend computes with weights of type " + source.type());
        };
    }

    private static void pack(PanelMatrix matrix, MatrixSource source, int rowBytes, int from, int to) {
        byte[] stored = new byte[rowBytes * PanelMatrix.PANEL_ROWS];
        byte[] packed = new byte[(int) matrix.panelBytes];
        for (int panel = from; panel < to; panel++) {
            // In the cache first: its words are in other order than those of the rows.
            pack(matrix, source, rowBytes, panel, stored, packed);
            MemorySegment.copy(
                    packed, 0, matrix.weights, ValueLayout.JAVA_BYTE, matrix.panelOffset(panel), packed.length);
        }
    }

    private static void pack(
            PanelMatrix matrix, MatrixSource source, int rowBytes, int panel, byte[] stored, byte[] packed) {
        int firstRow = panel * PanelMatrix.PANEL_ROWS;
        int rowCount = Math.min(PanelMatrix.PANEL_ROWS, matrix.rows() - firstRow);
        MemorySegment target = MemorySegment.ofArray(stored).asSlice(0, (long) rowBytes * rowCount);
        source.read((long) firstRow * rowBytes, target);
        if (rowCount < PanelMatrix.PANEL_ROWS) {
            Arrays.fill(packed, (byte) 0);
        }
        matrix.pack(stored, rowBytes, rowCount, packed);
    }
}
