package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q2_K in panels. A packed block of 256 columns holds, for the panel's rows side by side: for each of 16 sub-blocks a byte (low
 * nibble scale, high nibble minimum) and a word of 16 bit pairs in the order of {@link FewBits}; then binary16 d, binary16 dmin.
 */
final class Q2KMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;
    private static final int CODES = PANEL_ROWS;
    private static final int SUB_BLOCK_BYTES = CODES + 4 * PANEL_ROWS;
    private static final int D = 16 * SUB_BLOCK_BYTES;
    private static final int DMIN = D + 2 * PANEL_ROWS;
    private static final int BLOCK_BYTES = DMIN + 2 * PANEL_ROWS;

    Q2KMatrix(MatrixSource source) {
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
                packBlock(stored, row * rowBytes + block * 84, panel, block * BLOCK_BYTES, row);
            }
        }
    }

    private void packBlock(byte[] stored, int from, byte[] panel, int to, int row) {
        packHalf(stored, from + 80, panel, to + D + 2 * row);
        packHalf(stored, from + 82, panel, to + DMIN + 2 * row);
        for (int sub = 0; sub < 16; sub++) {
            int at = to + sub * SUB_BLOCK_BYTES;
            panel[at + row] = stored[from + sub];
            // Columns 128h + 32p + l: bit pair p of byte 32h + l.
            int codes = from + 16 + sub / 8 * 32 + sub % 2 * 16;
            int word = 0;
            for (int column = 0; column < 16; column++) {
                int two = stored[codes + column] >> sub / 2 % 4 * 2 & 3;
                word |= two << (column / 2 * 2 + column % 2 * 16);
            }
            INTS.set(panel, at + CODES + 4 * row, word);
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        for (int block = 0; block < columns / 256; block++) {
            long from = panel + (long) block * BLOCK_BYTES;
            float d = half(from + D + 2 * lane);
            float dmin = half(from + DMIN + 2 * lane);
            for (int sub = 0; sub < 16; sub++) {
                long at = from + sub * SUB_BLOCK_BYTES;
                int both = weights.get(ValueLayout.JAVA_BYTE, at + lane) & 0xFF;
                int word = weights.get(WeightMemory.INT, at + CODES + 4L * lane);
                int to = targetOffset + block * 256 + sub * 16;
                for (int column = 0; column < 16; column++) {
                    int code = word >>> (column / 2 * 2 + column % 2 * 16) & 3;
                    target[to + column] = d * (both & 15) * code - dmin * (both >> 4);
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
            long codes = at + CODES;
            FewBits.twos(weights, codes, SUB_BLOCK_BYTES, 16, activations.pairs, block * 128, scratch.sums);
            float scale = activations.scales[block];
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                scale(weights, at, half, scale, scratch.sums, activations.halfSums, block * 16, out, offset);
            }
        }
    }

    /** out += (d·Σ sums·scales - dmin·Σ minima·sums of activations) · scale; a block of zero weights gives zero. */
    private static void scale(
            MemorySegment w, long at, int half, float scale, short[] sums, float[] xSums, int xSumAt, float[] out, int offset) {
        IntVector total = IntVector.zero(Lanes.INT);
        FloatVector minima = FloatVector.zero(Lanes.FLOAT);
        for (int sub = 0; sub < 16; sub++) {
            IntVector both = ShortVector.fromArray(Lanes.SHORT, sums, 2 * sub * PANEL_ROWS + 2 * half).reinterpretAsInts();
            IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16));
            long scales = at + sub * SUB_BLOCK_BYTES + half;
            IntVector nibbles = (IntVector) ByteVector.fromMemorySegment(Lanes.BYTE, w, scales, Lanes.LITTLE)
                    .convertShape(VectorOperators.B2I, Lanes.INT, 0);
            total = total.add(sum.mul(nibbles.and(15)));
            // Whole numbers below 2^24: exact.
            minima = ((FloatVector) nibbles.lanewise(VectorOperators.LSHR, 4).and(15).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.broadcast(Lanes.FLOAT, xSums[xSumAt + sub]), minima);
        }
        IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + D + 2 * half, Lanes.LITTLE)
                .convertShape(VectorOperators.S2I, Lanes.INT, 0);
        IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
        FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
        IntVector minimumBits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + DMIN + 2 * half, Lanes.LITTLE)
                .convertShape(VectorOperators.S2I, Lanes.INT, 0);
        IntVector minimumLifted = minimumBits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
        FloatVector dmin = minimumLifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                .min(minimumLifted).or(minimumBits.and(Lanes.SIGN)).reinterpretAsFloats();
        ((FloatVector) total.convert(VectorOperators.I2F, 0))
                .mul(d)
                .sub(minima.mul(dmin))
                .fma(FloatVector.broadcast(Lanes.FLOAT, scale), FloatVector.fromArray(Lanes.FLOAT, out, offset + half))
                .intoArray(out, offset + half);
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long at = panelOffset(panel) + (long) (column / 256) * BLOCK_BYTES;
        Unpack.halves(weights, at + D, scratch.blockScales, 0);
        Unpack.halves(weights, at + DMIN, scratch.minimumScales, 0);
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            for (int sub = 0; sub < 16; sub++) {
                long s = at + sub * SUB_BLOCK_BYTES;
                Unpack.scaleNibbles(weights, s + half, scratch.scales, scratch.minima, sub * PANEL_ROWS + half);
                FewBits.unpack(weights, s + CODES + 4 * half, 2, 8, 1, 0, scratch.pairs, sub * 8 * PANEL_ROWS + half);
            }
        }
    }

    @Override
    void multiplyTile(
            Activations activations, int tile, int column, int chunkColumns, Scratch scratch, float[] out, int at) {
        java.util.Arrays.fill(scratch.totals, 0);
        addTotals(activations, tile, column / 256, 16, scratch);
        // Whole numbers below 2^24: exact.
        java.util.Arrays.fill(scratch.minimumSums, 0);
        int sums = (tile * (columns / 16) + column / 16) * Scratch.TILE_TOKENS;
        FloatGemm.add(scratch.minima, 16, activations.tileHalfSums, sums, scratch.minimumSums, 0);
        int scales = (tile * (columns / 256) + column / 256) * Scratch.TILE_TOKENS;
        for (int token = 0; token < Scratch.TILE_TOKENS; token++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                finish(scratch, token * PANEL_ROWS + half, half, activations.tileScales[scales + token], out, at);
            }
        }
    }

    private static void finish(Scratch scratch, int row, int half, float scale, float[] out, int at) {
        FloatVector d = FloatVector.fromArray(Lanes.FLOAT, scratch.blockScales, half);
        FloatVector dmin = FloatVector.fromArray(Lanes.FLOAT, scratch.minimumScales, half);
        ((FloatVector) IntVector.fromArray(Lanes.INT, scratch.totals, row).convert(VectorOperators.I2F, 0))
                .mul(d)
                .sub(FloatVector.fromArray(Lanes.FLOAT, scratch.minimumSums, row).mul(dmin))
                .fma(FloatVector.broadcast(Lanes.FLOAT, scale), FloatVector.fromArray(Lanes.FLOAT, out, at + row))
                .intoArray(out, at + row);
    }
}
