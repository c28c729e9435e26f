package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.compute.cpu.WorkerPool;
import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads matrices and packs them, panel by panel, on all threads. The weights live as long as the arena. */
public final class MatrixLoader {
    private final WorkerPool pool;
    private final Arena arena;

    public MatrixLoader(WorkerPool pool, Arena arena) {
        this.pool = pool;
        this.arena = arena;
    }

    /** @throws InvalidModelException if the type has no decoder or a weight is not finite */
    public PackedMatrix load(MatrixSource source) {
        PanelMatrix matrix = create(source);
        long rowBytes = source.type().byteSize(source.columns());
        if (rowBytes * PanelMatrix.PANEL_ROWS > Integer.MAX_VALUE) {
            throw new InvalidModelException("rows of " + source.columns() + " columns are too long");
        }
        pool.run(matrix.panelCount(), 4, (from, to, worker) -> pack(matrix, source, (int) rowBytes, from, to));
        return matrix;
    }

    private PanelMatrix create(MatrixSource source) {
        if (!BlockDecoder.supports(source.type())) {
            throw new InvalidModelException("weights of type " + source.type() + " can't be run yet");
        }
        return switch (source.type()) {
            case F32, F16, BF16 -> new FloatMatrix(source, arena);
            case Q4_0, Q4_1 -> new Q4Matrix(source, arena);
            case Q8_0 -> new Q8Matrix(source, arena);
            case Q4_K -> new Q4KMatrix(source, arena);
            case Q5_K -> new Q5KMatrix(source, arena);
            case Q6_K -> new Q6KMatrix(source, arena);
            default -> new StoredMatrix(source, arena);
        };
    }

    private static void pack(PanelMatrix matrix, MatrixSource source, int rowBytes, int from, int to) {
        byte[] stored = new byte[rowBytes * PanelMatrix.PANEL_ROWS];
        for (int panel = from; panel < to; panel++) {
            int firstRow = panel * PanelMatrix.PANEL_ROWS;
            int rowCount = Math.min(PanelMatrix.PANEL_ROWS, matrix.rows() - firstRow);
            MemorySegment target = MemorySegment.ofArray(stored).asSlice(0, (long) rowBytes * rowCount);
            source.read((long) firstRow * rowBytes, target);
            matrix.pack(stored, rowBytes, rowCount, matrix.panelOffset(panel));
        }
    }
}
