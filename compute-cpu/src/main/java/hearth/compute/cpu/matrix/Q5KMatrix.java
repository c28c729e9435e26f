package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.ValueLayout;

/** Q5_K in panels: as {@link Q4KMatrix}, but a sub-block has 5 words of {@link FiveBits}. */
final class Q5KMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int SUB_BLOCKS = 4 * PANEL_ROWS;
    private static final int WORDS = 2 * PANEL_ROWS;
    private static final int SUB_BLOCK_BYTES = WORDS + FiveBits.WORDS * 4 * PANEL_ROWS;
    private static final int BLOCK_BYTES = SUB_BLOCKS + 8 * SUB_BLOCK_BYTES;

    Q5KMatrix(MatrixSource source) {
        super(source, BLOCK_BYTES);
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.BLOCKS_OF_256;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        byte[] numbers = new byte[32];
        for (int block = 0; block < columns / 256; block++) {
            for (int row = 0; row < rowCount; row++) {
                packBlock(stored, row * rowBytes + block * 176, panel, block * BLOCK_BYTES, row, numbers);
            }
        }
    }

    private void packBlock(byte[] stored, int from, byte[] panel, int to, int row, byte[] numbers) {
        packHalf(stored, from, panel, to + 2 * row);
        packHalf(stored, from + 2, panel, to + 2 * PANEL_ROWS + 2 * row);
        for (int sub = 0; sub < 8; sub++) {
            int at = to + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
            panel[at + row] = (byte) KScales.scale(stored, from + 4, sub);
            panel[at + PANEL_ROWS + row] = (byte) KScales.minimum(stored, from + 4, sub);
            for (int column = 0; column < 32; column++) {
                int nibble = stored[from + 48 + sub / 2 * 32 + column] >> sub % 2 * 4 & 15;
                numbers[column] = (byte) (nibble | (stored[from + 16 + column] >> sub & 1) << 4);
            }
            for (int word = 0; word < FiveBits.WORDS; word++) {
                INTS.set(panel, at + WORDS + 4 * (word * PANEL_ROWS + row), FiveBits.word(numbers, word));
            }
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        int[] words = new int[FiveBits.WORDS];
        for (int block = 0; block < columns / 256; block++) {
            long from = panel + (long) block * BLOCK_BYTES;
            float d = half(from + 2 * lane);
            float dmin = half(from + 2 * PANEL_ROWS + 2 * lane);
            for (int sub = 0; sub < 8; sub++) {
                long at = from + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                float scale = d * weights.get(ValueLayout.JAVA_BYTE, at + lane);
                float minimum = dmin * weights.get(ValueLayout.JAVA_BYTE, at + PANEL_ROWS + lane);
                for (int word = 0; word < FiveBits.WORDS; word++) {
                    words[word] = weights.get(WeightMemory.INT, at + WORDS + 4L * (word * PANEL_ROWS + lane));
                }
                int to = targetOffset + block * 256 + sub * 32;
                for (int column = 0; column < 32; column++) {
                    target[to + column] = scale * FiveBits.get(words, column) - minimum;
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
            int first = (token * blocks + block) * 8;
            OneToken.fiveBits(
                    weights,
                    at + SUB_BLOCKS + WORDS,
                    SUB_BLOCK_BYTES,
                    8,
                    activations.pairs,
                    pairs + block * 128,
                    activations.halves,
                    2 * first,
                    scratch);
            long scales = at + SUB_BLOCKS;
            float scale = activations.scales[token * blocks + block];
            KBlock.addLifted(weights, at, scales, SUB_BLOCK_BYTES, scale, scratch.sums, activations.sums, first, out, offset);
            KBlock.subtractMinima(
                    weights,
                    at + 2 * PANEL_ROWS,
                    scales + PANEL_ROWS,
                    SUB_BLOCK_BYTES,
                    scale,
                    activations.sums,
                    first,
                    out,
                    offset);
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        Unpack.halves(weights, at, scratch.blockScales, 0);
        Unpack.halves(weights, at + 2 * PANEL_ROWS, scratch.minimumScales, 0);
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            for (int sub = 0; sub < 8; sub++) {
                unpackSubBlock(at + SUB_BLOCKS + sub * SUB_BLOCK_BYTES, sub, half, scratch);
            }
        }
    }

    private void unpackSubBlock(long s, int sub, int half, Scratch scratch) {
        Unpack.bytes(weights, s + half, scratch.scales, sub * PANEL_ROWS + half);
        Unpack.bytes(weights, s + PANEL_ROWS + half, scratch.minima, sub * PANEL_ROWS + half);
        Unpack.fiveBits(weights, s + WORDS + 4 * half, scratch.pairs, sub * 16 * PANEL_ROWS + half);
    }

    @Override
    void multiplyTile(
            Activations activations, int tile, int column, int chunkColumns, Scratch scratch, float[] out, int at) {
        multiplyLifted(activations, tile, column / 256, scratch, out, at);
        subtractMinima(activations, tile, column / 256, scratch, out, at);
    }
}
