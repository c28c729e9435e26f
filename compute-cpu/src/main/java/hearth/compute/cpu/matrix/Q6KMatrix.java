package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.ValueLayout;

/**
 * Q6_K in panels. A packed block of 256 columns holds, for the panel's rows side by side: binary16 d, then for each of 16 sub-blocks
 * a scale byte and 3 words of {@link SixBits}.
 */
final class Q6KMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int SUB_BLOCKS = 2 * PANEL_ROWS;
    private static final int WORDS = PANEL_ROWS;
    private static final int SUB_BLOCK_BYTES = WORDS + SixBits.WORDS * 4 * PANEL_ROWS;
    private static final int BLOCK_BYTES = SUB_BLOCKS + 16 * SUB_BLOCK_BYTES;

    Q6KMatrix(MatrixSource source) {
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
                packBlock(stored, row * rowBytes + block * 210, panel, block * BLOCK_BYTES, row);
            }
        }
    }

    private void packBlock(byte[] stored, int from, byte[] panel, int to, int row) {
        packHalf(stored, from + 208, panel, to + 2 * row);
        for (int sub = 0; sub < 16; sub++) {
            int at = to + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
            panel[at + row] = stored[from + 192 + sub];
            int last = four(stored, from, sub, SixBits.WORDS);
            for (int word = 0; word < SixBits.WORDS; word++) {
                int packed = SixBits.word(four(stored, from, sub, word), last, word);
                INTS.set(panel, at + WORDS + 4 * (word * PANEL_ROWS + row), packed);
            }
        }
    }

    /**
     * Four of a sub-block's numbers, one a byte. Columns 128h + 32p + l: low nibbles of byte 64h + 32(p%2) + l, in its upper half for
     * p &gt;= 2, and bit pair p of byte 128 + 32h + l.
     */
    private static int four(byte[] stored, int from, int sub, int index) {
        int part = sub / 2 % 4;
        int in = sub % 2 * 16 + 4 * index;
        int low = (int) INTS.get(stored, from + sub / 8 * 64 + part % 2 * 32 + in);
        int high = (int) INTS.get(stored, from + 128 + sub / 8 * 32 + in);
        return low >>> (part < 2 ? 0 : 4) & 0x0F0F0F0F | (high >>> 2 * part & 0x03030303) << 4;
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        int[] words = new int[SixBits.WORDS];
        for (int block = 0; block < columns / 256; block++) {
            long from = panel + (long) block * BLOCK_BYTES;
            float d = half(from + 2 * lane);
            for (int sub = 0; sub < 16; sub++) {
                long at = from + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                float scale = d * weights.get(ValueLayout.JAVA_BYTE, at + lane);
                for (int word = 0; word < SixBits.WORDS; word++) {
                    words[word] = weights.get(WeightMemory.INT, at + WORDS + 4L * (word * PANEL_ROWS + lane));
                }
                int to = targetOffset + block * 256 + sub * 16;
                for (int column = 0; column < 16; column++) {
                    target[to + column] = scale * (SixBits.get(words, column) - 32);
                }
            }
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int blocks = columns / 256;
        int pairs = token * (columns / 2);
        long at = panelOffset(panel);
        for (int block = 0; block < blocks; block++, at += BLOCK_BYTES) {
            long words = at + SUB_BLOCKS + WORDS;
            OneToken.sixBits(
                    weights,
                    words,
                    SUB_BLOCK_BYTES,
                    16,
                    activations.pairs,
                    pairs + block * 128,
                    activations.halves,
                    (token * blocks + block) * 16,
                    scratch);
            float scale = activations.scales[token * blocks + block];
            KBlock.add(weights, at, at + SUB_BLOCKS, SUB_BLOCK_BYTES, 16, scale, scratch.sums, out, offset);
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        Unpack.halves(weights, at, scratch.blockScales, 0);
        for (int sub = 0; sub < 16; sub++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                long s = at + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                Unpack.bytes(weights, s + half, scratch.scales, sub * PANEL_ROWS + half);
                Unpack.sixBits(weights, s + WORDS + 4 * half, scratch.pairs, sub * 8 * PANEL_ROWS + half);
            }
        }
    }

    @Override
    int subBlocks() {
        return 16;
    }
}
