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
    void pack(byte[] stored, int rowBytes, int rowCount, long panelOffset) {
        byte[] numbers = new byte[16];
        for (int row = 0; row < rowCount; row++) {
            for (int block = 0; block < columns / 256; block++) {
                packBlock(stored, row * rowBytes + block * 210, panelOffset + (long) block * BLOCK_BYTES, row, numbers);
            }
        }
    }

    private void packBlock(byte[] stored, int from, long to, int row, byte[] numbers) {
        packHalf(stored, from + 208, to + 2 * row);
        for (int sub = 0; sub < 16; sub++) {
            long at = to + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
            weights.set(ValueLayout.JAVA_BYTE, at + row, stored[from + 192 + sub]);
            // Columns 128h + 32p + l: low nibbles of byte 64h + 32(p%2) + l, in its upper half for p >= 2.
            int part = sub / 2 % 4;
            int low = from + sub / 8 * 64 + part % 2 * 32 + sub % 2 * 16;
            int high = from + 128 + sub / 8 * 32 + sub % 2 * 16;
            for (int column = 0; column < 16; column++) {
                int nibble = stored[low + column] >> (part < 2 ? 0 : 4) & 15;
                numbers[column] = (byte) (nibble | (stored[high + column] >> 2 * part & 3) << 4);
            }
            for (int word = 0; word < SixBits.WORDS; word++) {
                weights.set(WeightMemory.INT, at + WORDS + 4L * (word * PANEL_ROWS + row), SixBits.word(numbers, word));
            }
        }
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
                    scratch.sums);
            float scale = activations.scales[token * blocks + block];
            KBlock.add(weights, at, at + SUB_BLOCKS, SUB_BLOCK_BYTES, 16, scale, scratch.sums, out, offset);
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        Unpack.halves(weights, at, scratch.blockScales, 0);
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            for (int sub = 0; sub < 16; sub++) {
                long s = at + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                Unpack.bytes(weights, s + half, scratch.scales, sub * PANEL_ROWS + half);
                Unpack.sixBits(weights, s + WORDS + 4 * half, scratch.pairs, sub * 8 * PANEL_ROWS + half);
            }
        }
    }

    @Override
    void multiplyTile(
            Activations activations, int tile, int column, int chunkColumns, Scratch scratch, float[] out, int at) {
        multiplySuperBlock(activations, tile, column / 256, 16, scratch, out, at);
    }
}
