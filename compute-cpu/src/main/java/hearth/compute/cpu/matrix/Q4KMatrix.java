package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.ValueLayout;

/**
 * Q4_K in panels. A packed block of 256 columns holds, for the panel's rows side by side: binary16 d, binary16 dmin, then for each
 * of 8 sub-blocks a scale byte, a minimum byte and 4 words of 8 nibbles; nibble i of a word is column 2i of its eight, nibble
 * i + 4 is column 2i + 1, so that a shift by 4i brings a pair of int16 in natural order.
 */
final class Q4KMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int SUB_BLOCKS = 4 * PANEL_ROWS;
    private static final int SUB_BLOCK_BYTES = 18 * PANEL_ROWS;
    private static final int BLOCK_BYTES = SUB_BLOCKS + 8 * SUB_BLOCK_BYTES;

    Q4KMatrix(MatrixSource source) {
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
                packBlock(stored, row * rowBytes + block * 144, panel, block * BLOCK_BYTES, row);
            }
        }
    }

    private void packBlock(byte[] stored, int from, byte[] panel, int to, int row) {
        packHalf(stored, from, panel, to + 2 * row);
        packHalf(stored, from + 2, panel, to + 2 * PANEL_ROWS + 2 * row);
        for (int sub = 0; sub < 8; sub++) {
            int at = to + SUB_BLOCKS + sub * SUB_BLOCK_BYTES + row;
            panel[at] = (byte) KScales.scale(stored, from + 4, sub);
            panel[at + PANEL_ROWS] = (byte) KScales.minimum(stored, from + 4, sub);
        }
        // The low nibbles of 32 bytes are one sub-block, the high ones the next.
        for (int eight = 0; eight < 16; eight++) {
            long bytes = (long) LONGS.get(stored, from + 16 + eight * 8);
            int at = to + SUB_BLOCKS + eight / 4 * 2 * SUB_BLOCK_BYTES + 2 * PANEL_ROWS + 4 * (eight % 4 * PANEL_ROWS + row);
            INTS.set(panel, at, Nibbles.word(bytes));
            INTS.set(panel, at + SUB_BLOCK_BYTES, Nibbles.word(bytes >>> 4));
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        for (int block = 0; block < columns / 256; block++) {
            long from = panel + (long) block * BLOCK_BYTES;
            float d = half(from + 2 * lane);
            float dmin = half(from + 2 * PANEL_ROWS + 2 * lane);
            for (int sub = 0; sub < 8; sub++) {
                long at = from + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                float scale = d * weights.get(ValueLayout.JAVA_BYTE, at + lane);
                float minimum = dmin * weights.get(ValueLayout.JAVA_BYTE, at + PANEL_ROWS + lane);
                int to = targetOffset + block * 256 + sub * 32;
                for (int column = 0; column < 32; column++) {
                    int word = weights.get(
                            WeightMemory.INT, at + 2 * PANEL_ROWS + 4L * (column / 8 * PANEL_ROWS + lane));
                    target[to + column] = scale * Nibbles.get(word, column % 8) - minimum;
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
            long words = at + SUB_BLOCKS + 2 * PANEL_ROWS;
            OneToken.nibbles(weights, words, SUB_BLOCK_BYTES, 8, activations.pairs, pairs + block * 128, scratch);
            long scales = at + SUB_BLOCKS;
            float scale = activations.scales[token * blocks + block];
            KBlock.add(weights, at, scales, SUB_BLOCK_BYTES, 8, scale, scratch.sums, out, offset);
            KBlock.subtractMinima(
                    weights,
                    at + 2 * PANEL_ROWS,
                    scales + PANEL_ROWS,
                    SUB_BLOCK_BYTES,
                    scale,
                    activations.sums,
                    (token * blocks + block) * 8,
                    out,
                    offset);
        }
    }

    @Override
    boolean multiplyPacked(Activations activations, int firstTile, int tiles, int panel, Scratch scratch, float[] out) {
        int blocks = columns / 256;
        for (int block = 0; block < blocks; block++) {
            long at = panelOffset(panel) + (long) block * BLOCK_BYTES;
            readAhead(panel, block * 256, scratch);
            unpackScales(at, scratch);
            for (int tile = firstTile; tile < firstTile + tiles; tile++) {
                int to = (tile - firstTile) * Scratch.TILE_TOKENS * PANEL_ROWS;
                FewTokens.addSuperBlock(
                        weights,
                        at + SUB_BLOCKS + 2 * PANEL_ROWS,
                        SUB_BLOCK_BYTES,
                        scratch.scales,
                        activations.tilePairs,
                        tilePairsAt(tile, block * 256),
                        scratch.blockScales,
                        activations.tileScales,
                        (tile * blocks + block) * Scratch.TILE_TOKENS,
                        out,
                        to);
                subtractMinima(activations, tile, block, scratch, out, to);
            }
        }
        return true;
    }

    private void unpackScales(long at, Scratch scratch) {
        Unpack.halves(weights, at, scratch.blockScales, 0);
        Unpack.halves(weights, at + 2 * PANEL_ROWS, scratch.minimumScales, 0);
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            for (int sub = 0; sub < 8; sub++) {
                long s = at + SUB_BLOCKS + sub * SUB_BLOCK_BYTES;
                Unpack.bytes(weights, s + half, scratch.scales, sub * PANEL_ROWS + half);
                Unpack.bytes(weights, s + PANEL_ROWS + half, scratch.minima, sub * PANEL_ROWS + half);
            }
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        unpackScales(at, scratch);
        for (int sub = 0; sub < 8; sub++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                long words = at + SUB_BLOCKS + sub * SUB_BLOCK_BYTES + 2 * PANEL_ROWS + 4 * half;
                Unpack.nibbles(weights, words, scratch.pairs, sub * 16 * PANEL_ROWS + half, 0);
            }
        }
    }

    @Override
    int subBlocks() {
        return 8;
    }

    @Override
    void finishSuperBlock(Activations activations, int tile, int block, Scratch scratch, float[] out, int at) {
        subtractMinima(activations, tile, block, scratch, out, at);
    }
}
