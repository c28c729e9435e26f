package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.ValueLayout;

/**
 * Q3_K in panels. A packed block of 256 columns holds, for the panel's rows side by side: binary16 d, then for each of 16 sub-blocks
 * a scale byte and a word of 16 low bit pairs, then 8 words of third bits of two sub-blocks each, all in the order of
 * {@link FewBits}.
 */
final class Q3KMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int SUB_BLOCKS = 2 * PANEL_ROWS;
    private static final int LOW_BITS = PANEL_ROWS;
    private static final int SUB_BLOCK_BYTES = LOW_BITS + 4 * PANEL_ROWS;
    private static final int THIRD_BITS = SUB_BLOCKS + 16 * SUB_BLOCK_BYTES;
    private static final int BLOCK_BYTES = THIRD_BITS + 8 * 4 * PANEL_ROWS;

    Q3KMatrix(MatrixSource source) {
        super(source, BLOCK_BYTES);
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.BLOCKS_OF_256;
    }

    @Override
    int flushPairs() {
        return 8;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, long panelOffset) {
        for (int row = 0; row < rowCount; row++) {
            for (int block = 0; block < columns / 256; block++) {
                packBlock(stored, row * rowBytes + block * 110, panelOffset + (long) block * BLOCK_BYTES, row);
            }
        }
    }

    private void packBlock(byte[] stored, int from, long to, int row) {
        packHalf(stored, from + 108, to + 2 * row);
        for (int sub = 0; sub < 16; sub++) {
            int low = stored[from + 96 + sub % 8] >> sub / 8 * 4 & 15;
            int high = stored[from + 104 + sub % 4] >> sub / 4 * 2 & 3;
            long at = to + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
            weights.set(ValueLayout.JAVA_BYTE, at + row, (byte) ((low | high << 4) - 32));
            // Columns 128h + 32p + l: bit pair p of byte 32h + l, third bit 4h + p of byte l.
            int word = 0;
            int thirds = 0;
            for (int column = 0; column < 16; column++) {
                int l = sub % 2 * 16 + column;
                int two = stored[from + 32 + sub / 8 * 32 + l] >> sub / 2 % 4 * 2 & 3;
                int third = stored[from + l] >> sub / 2 & 1;
                word |= two << (column / 2 * 2 + column % 2 * 16);
                thirds |= third << (column / 2 + column % 2 * 16);
            }
            weights.set(WeightMemory.INT, at + LOW_BITS + 4L * row, word);
            long third = to + THIRD_BITS + 4L * (sub / 2 * PANEL_ROWS + row);
            int other = sub % 2 == 0 ? 0 : weights.get(WeightMemory.INT, third);
            weights.set(WeightMemory.INT, third, other | thirds << 8 * (sub % 2));
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        for (int block = 0; block < columns / 256; block++) {
            long from = panel + (long) block * BLOCK_BYTES;
            float d = half(from + 2 * lane);
            for (int sub = 0; sub < 16; sub++) {
                long at = from + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                float scale = d * weights.get(ValueLayout.JAVA_BYTE, at + lane);
                int word = weights.get(WeightMemory.INT, at + LOW_BITS + 4L * lane);
                int thirds = weights.get(WeightMemory.INT, from + THIRD_BITS + 4L * (sub / 2 * PANEL_ROWS + lane));
                int to = targetOffset + block * 256 + sub * 16;
                for (int column = 0; column < 16; column++) {
                    int two = word >>> (column / 2 * 2 + column % 2 * 16) & 3;
                    int third = thirds >>> (sub % 2 * 8 + column / 2 + column % 2 * 16) & 1;
                    target[to + column] = scale * ((two | third << 2) - 4);
                }
            }
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int blocks = columns / 256;
        int first = token * blocks;
        long at = panelOffset(panel);
        for (int block = first; block < first + blocks; block++, at += BLOCK_BYTES) {
            FewBits.threes(
                    weights,
                    at + SUB_BLOCKS + LOW_BITS,
                    SUB_BLOCK_BYTES,
                    at + THIRD_BITS,
                    16,
                    activations.pairs,
                    block * 128,
                    activations.offsets,
                    block * 16,
                    scratch.sums);
            KBlock.add(
                    weights, at, at + SUB_BLOCKS, SUB_BLOCK_BYTES, 16, 0, activations.scales[block], scratch.sums, out, offset);
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        Unpack.halves(weights, at, scratch.blockScales, 0);
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            for (int sub = 0; sub < 16; sub++) {
                long s = at + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                int to = sub * 8 * PANEL_ROWS + half;
                Unpack.bytes(weights, s + half, scratch.scales, sub * PANEL_ROWS + half);
                FewBits.unpack(weights, s + LOW_BITS + 4 * half, 2, 8, 1, 0, scratch.pairs, to);
                long third = at + THIRD_BITS + 4L * (sub / 2 * PANEL_ROWS + half);
                FewBits.thirdBits(weights, third, sub % 2 * 8, scratch.pairs, to);
            }
        }
    }

    @Override
    void finish(Activations activations, int token, int column, int chunkColumns, Scratch scratch, float[] tile, int at) {
        int blocks = columns / 256;
        finishSuperBlock(scratch, 16, activations.scales, token * blocks + column / 256, blocks, tile, at);
    }
}
