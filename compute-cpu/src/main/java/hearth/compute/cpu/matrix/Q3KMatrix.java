package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.ValueLayout;

/**
 * Q3_K in panels. A packed block of 256 columns holds, for the panel's rows side by side: for each 32 columns two words of 16 low
 * bit pairs and one of third bits, all in the order of {@link FewBits}; then 16 scale bytes, then binary16 d.
 */
final class Q3KMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int GROUP_BYTES = 12 * PANEL_ROWS;
    private static final int THIRD_BITS = 8 * PANEL_ROWS;
    private static final int SCALES = 8 * GROUP_BYTES;
    private static final int D = SCALES + 16 * PANEL_ROWS;
    private static final int BLOCK_BYTES = D + 2 * PANEL_ROWS;

    Q3KMatrix(MatrixSource source) {
        super(source, BLOCK_BYTES);
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.BLOCKS_OF_256;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        for (int block = 0; block < columns / 256; block++) {
            for (int row = 0; row < rowCount; row++) {
                packBlock(stored, row * rowBytes + block * 110, panel, block * BLOCK_BYTES, row);
            }
        }
    }

    private void packBlock(byte[] stored, int from, byte[] panel, int to, int row) {
        packHalf(stored, from + 108, panel, to + D + 2 * row);
        for (int sub = 0; sub < 16; sub++) {
            int low = stored[from + 96 + sub % 8] >> sub / 8 * 4 & 15;
            int high = stored[from + 104 + sub % 4] >> sub / 4 * 2 & 3;
            panel[to + SCALES + sub * PANEL_ROWS + row] = (byte) ((low | high << 4) - 32);
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
            int group = to + sub / 2 * GROUP_BYTES + 4 * row;
            INTS.set(panel, group + sub % 2 * 4 * PANEL_ROWS, word);
            int third = group + THIRD_BITS;
            int other = sub % 2 == 0 ? 0 : (int) INTS.get(panel, third);
            INTS.set(panel, third, other | thirds << 8 * (sub % 2));
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        for (int block = 0; block < columns / 256; block++) {
            long from = panel + (long) block * BLOCK_BYTES;
            float d = half(from + D + 2 * lane);
            for (int sub = 0; sub < 16; sub++) {
                float scale = d * weights.get(ValueLayout.JAVA_BYTE, from + SCALES + sub * PANEL_ROWS + lane);
                long group = from + sub / 2 * GROUP_BYTES + 4L * lane;
                int word = weights.get(WeightMemory.INT, group + sub % 2 * 4L * PANEL_ROWS);
                int thirds = weights.get(WeightMemory.INT, group + THIRD_BITS);
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
                    weights, at, 8, activations.pairs, block * 128, activations.halves, block * 16, scratch.sums);
            float scale = activations.scales[block];
            KBlock.add(weights, at + D, at + SCALES, PANEL_ROWS, 16, scale, scratch.sums, out, offset);
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        Unpack.halves(weights, at + D, scratch.blockScales, 0);
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            for (int sub = 0; sub < 16; sub++) {
                long group = at + sub / 2 * GROUP_BYTES + 4 * half;
                int to = sub * 8 * PANEL_ROWS + half;
                Unpack.bytes(weights, at + SCALES + sub * PANEL_ROWS + half, scratch.scales, sub * PANEL_ROWS + half);
                FewBits.unpack(weights, group + sub % 2 * 4L * PANEL_ROWS, 2, 8, 1, 0, scratch.pairs, to);
                FewBits.thirdBits(weights, group + THIRD_BITS, sub % 2 * 8, scratch.pairs, to);
            }
        }
    }

    @Override
    int subBlocks() {
        return 16;
    }
}
