package hearth.compute.cpu.matrix;

import hearth.compute.ActivationType;
import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.BlockValidity;
import hearth.format.InvalidModelException;
import java.lang.foreign.MemorySegment;

/**
 * Rows as stored, for quantized types without kernels of their own: a chunk of a panel is decoded to floats, then multiplied with
 * quantized activations, block of 32 columns by block.
 */
final class StoredMatrix extends PanelMatrix {
    private static final int BLOCK = 32;

    private final long rowBytes;
    private final ActivationKind kind;
    /** Columns that share a scale of the activations. */
    private final int scaledColumns;

    StoredMatrix(MatrixSource source) {
        super(source, PANEL_ROWS * source.type().byteSize(source.columns()));
        rowBytes = type.byteSize(columns);
        kind = switch (ActivationType.of(type)) {
            case Q8_0 -> ActivationKind.BLOCKS_OF_32;
            case Q8_K -> ActivationKind.BLOCKS_OF_256;
            case F32, Q8_1 -> throw new IllegalArgumentException(type + " has kernels");
        };
        scaledColumns = kind == ActivationKind.BLOCKS_OF_32 ? 32 : 256;
    }

    @Override
    ActivationKind activationKind() {
        return kind;
    }

    @Override
    void pack(byte[] stored, int storedRowBytes, int rowCount, long panelOffset) {
        MemorySegment source = MemorySegment.ofArray(stored).asSlice(0, (long) storedRowBytes * rowCount);
        if (BlockValidity.check(type, source).invalidCount() > 0) {
            throw new InvalidModelException("a " + type + " block has a scale that is infinite or not a number");
        }
        MemorySegment.copy(source, 0, weights, panelOffset, source.byteSize());
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        BlockDecoder.decode(type, weights, row * rowBytes, target, targetOffset, columns);
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int scales = token * (columns / scaledColumns);
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            unpack(panel, column, chunk, scratch);
            for (int block = 0; block < chunk; block += BLOCK) {
                float scale = activations.scales[scales + (column + block) / scaledColumns];
                int x = token * columns + column + block;
                PanelDot.addScaled(scratch.values, block * PANEL_ROWS, activations.values, x, scale, out, offset);
            }
        }
    }

    @Override
    void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] tile) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        java.util.Arrays.fill(tile, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        java.util.Arrays.fill(scratch.blockScales, 0, PANEL_ROWS, 1);
        int scaleStride = columns / scaledColumns;
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            unpack(panel, column, chunk, scratch);
            for (int i = 0; i < tiles; i++) {
                int token = firstToken + i * Scratch.TILE_TOKENS;
                for (int block = 0; block < chunk; block += BLOCK) {
                    FloatGemm.addScaled(
                            scratch.values,
                            block * PANEL_ROWS,
                            BLOCK,
                            activations.values,
                            token * columns + column + block,
                            columns,
                            scratch.blockScales,
                            0,
                            activations.scales,
                            token * scaleStride + (column + block) / scaledColumns,
                            scaleStride,
                            tile,
                            i * Scratch.TILE_TOKENS * PANEL_ROWS);
                }
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
