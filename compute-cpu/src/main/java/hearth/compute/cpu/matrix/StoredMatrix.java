package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import java.lang.foreign.MemorySegment;

/** Rows as stored, for types without kernels of their own: a chunk of a panel is decoded to floats, then multiplied. */
final class StoredMatrix extends PanelMatrix {
    private final long rowBytes;

    StoredMatrix(MatrixSource source) {
        super(source, PANEL_ROWS * source.type().byteSize(source.columns()));
        rowBytes = type.byteSize(columns);
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.FLOATS;
    }

    @Override
    void pack(byte[] stored, int storedRowBytes, int rowCount, long panelOffset) {
        MemorySegment.copy(
                MemorySegment.ofArray(stored), 0, weights, panelOffset, (long) storedRowBytes * rowCount);
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        BlockDecoder.decode(type, weights, row * rowBytes, target, targetOffset, columns);
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(scratch.tile, 0, PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            unpack(panel, column, chunk, scratch);
            PanelDot.add(scratch.values, chunk, activations.values, token * columns + column, scratch.tile);
        }
        System.arraycopy(scratch.tile, 0, out, offset, PANEL_ROWS);
    }

    @Override
    void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] tile) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        java.util.Arrays.fill(tile, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            unpack(panel, column, chunk, scratch);
            for (int i = 0; i < tiles; i++) {
                int x = (firstToken + i * Scratch.TILE_TOKENS) * columns + column;
                int to = i * Scratch.TILE_TOKENS * PANEL_ROWS;
                FloatGemm.add(scratch.values, 0, chunk, activations.values, x, columns, tile, to);
            }
        }
    }

    private void unpack(int panel, int column, int chunk, Scratch scratch) {
        float[] row = scratch.row;
        for (int lane = 0; lane < PANEL_ROWS; lane++) {
            long at = ((long) panel * PANEL_ROWS + lane) * rowBytes + type.byteSize(column);
            BlockDecoder.decode(type, weights, at, row, 0, chunk);
            for (int k = 0; k < chunk; k++) {
                scratch.values[k * PANEL_ROWS + lane] = row[k];
            }
        }
    }
}
