package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q8_0 in panels. A packed block of 32 columns holds, for the panel's rows side by side: binary16 d and 8 words of 4 bytes in the
 * order of columns 0, 2, 1, 3, so that the low bytes of a word's halves are columns 0 and 1, the high bytes 2 and 3.
 *
 * <p>For one token the integers are multiplied as int16 pairs; for many as floats, where every sum of a block is a whole number
 * below 2^24 and thus exact: the results are the same.
 */
final class Q8Matrix extends PanelMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int BLOCK_BYTES = 34 * PANEL_ROWS;
    private static final int WORDS = 8;
    private static final int BLOCKS_AT_ONCE = 8;

    Q8Matrix(MatrixSource source) {
        super(source, BLOCK_BYTES);
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.BLOCKS_OF_32;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        for (int block = 0; block < columns / 32; block++) {
            for (int row = 0; row < rowCount; row++) {
                int from = row * rowBytes + block * 34;
                int to = block * BLOCK_BYTES;
                packHalf(stored, from, panel, to + 2 * row);
                for (int word = 0; word < WORDS; word++) {
                    int four = (int) INTS.get(stored, from + 2 + 4 * word);
                    int swapped = (four & 0xFF0000FF) | (four & 0x0000FF00) << 8 | (four & 0x00FF0000) >>> 8;
                    INTS.set(panel, to + 2 * PANEL_ROWS + 4 * (word * PANEL_ROWS + row), swapped);
                }
            }
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        for (int block = 0; block < columns / 32; block++) {
            long at = panel + (long) block * BLOCK_BYTES;
            float d = half(at + 2 * lane);
            for (int column = 0; column < 32; column++) {
                int place = column % 4 == 1 ? 2 : column % 4 == 2 ? 1 : column % 4;
                long word = at + 2 * PANEL_ROWS + 4L * (column / 4 * PANEL_ROWS + lane);
                target[targetOffset + block * 32 + column] = weights.get(ValueLayout.JAVA_BYTE, word + place) * d;
            }
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int pairs = token * (columns / 2);
        for (int block = 0; block < columns / 32; block += BLOCKS_AT_ONCE) {
            int count = Math.min(BLOCKS_AT_ONCE, columns / 32 - block);
            long at = panelOffset(panel) + (long) block * BLOCK_BYTES;
            OneToken.bytes(
                    weights, at + 2 * PANEL_ROWS, BLOCK_BYTES, count, activations.pairs, pairs + block * 16, scratch);
            scale(
                    weights,
                    at,
                    count,
                    scratch.scales,
                    activations.scales,
                    token * (columns / 32) + block,
                    out,
                    offset);
        }
    }

    private static void scale(
            MemorySegment w, long at, int blocks, int[] sums, float[] scales, int scaleAt, float[] out, int offset) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
            for (int block = 0; block < blocks; block++) {
                IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + (long) block * BLOCK_BYTES + 2 * half, Lanes.LITTLE)
                        .convertShape(VectorOperators.S2I, Lanes.INT, 0);
                IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
                FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                        .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
                IntVector sum = IntVector.fromArray(Lanes.INT, sums, block * PANEL_ROWS + half);
                total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(d.mul(scales[scaleAt + block]), total);
            }
            total.intoArray(out, offset + half);
        }
    }

    @Override
    boolean multipliesPairs() {
        return false;
    }

    @Override
    void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        java.util.Arrays.fill(out, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.FLOAT_CHUNK) {
            int blocks = Math.min(Scratch.FLOAT_CHUNK, columns - column) / 32;
            readAhead(panel, column, scratch);
            for (int block = 0; block < blocks; block++) {
                unpack(panelOffset(panel) + (long) (column / 32 + block) * BLOCK_BYTES, scratch, block);
            }
            for (int i = 0; i < tiles; i++) {
                int first = (firstToken + i * Scratch.TILE_TOKENS) * columns + column * Scratch.TILE_TOKENS;
                FloatGemm.addScaled(
                        scratch.values,
                        blocks,
                        32,
                        activations.tileValues,
                        first,
                        scratch.blockScales,
                        activations.tileScales,
                        first / 32,
                        0,
                        out,
                        i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
    }

    private void unpack(long at, Scratch scratch, int block) {
        Unpack.halves(weights, at, scratch.blockScales, block * PANEL_ROWS);
        bytes(weights, at + 2 * PANEL_ROWS, scratch.values, block * 32 * PANEL_ROWS);
    }

    private static void bytes(MemorySegment w, long at, float[] values, int to) {
        for (int word = 0; word < WORDS; word++) {
            long o = at + 4L * word * PANEL_ROWS;
            // Bytes of a word: columns 0, 2, 1, 3.
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
            int p = to + 4 * word * PANEL_ROWS;
            ((FloatVector) v.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24)
                            .convert(VectorOperators.I2F, 0)).intoArray(values, p);
            ((FloatVector) u.lanewise(VectorOperators.LSHL, 24).lanewise(VectorOperators.ASHR, 24)
                            .convert(VectorOperators.I2F, 0)).intoArray(values, p + LANES);
            ((FloatVector) v.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 24)
                            .convert(VectorOperators.I2F, 0)).intoArray(values, p + 2 * LANES);
            ((FloatVector) u.lanewise(VectorOperators.LSHL, 8).lanewise(VectorOperators.ASHR, 24)
                            .convert(VectorOperators.I2F, 0)).intoArray(values, p + 3 * LANES);
            ((FloatVector) v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24)
                            .convert(VectorOperators.I2F, 0)).intoArray(values, p + 4 * LANES);
            ((FloatVector) u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 24)
                            .convert(VectorOperators.I2F, 0)).intoArray(values, p + 5 * LANES);
            ((FloatVector) v.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0))
                    .intoArray(values, p + 6 * LANES);
            ((FloatVector) u.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0))
                    .intoArray(values, p + 7 * LANES);
        }
    }
}
