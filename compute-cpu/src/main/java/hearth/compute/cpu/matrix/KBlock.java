package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Scales the integer sums of one token and one packed block of 256 columns of a K-quant. */
final class KBlock {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private KBlock() {}

    /**
     * out += d·scale · Σ sums·scales. {@code at} is where the block's binary16 d begin; each of its {@code count} sub-blocks, from
     * {@code subBlocks} on, begins with its scale bytes.
     */
    static void add(
            MemorySegment w,
            long at,
            long subBlocks,
            int subBlockBytes,
            int count,
            float scale,
            short[] sums,
            float[] out,
            int offset) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            IntVector total = IntVector.zero(Lanes.INT);
            for (int i = 0; i < count; i++) {
                IntVector both = ShortVector.fromArray(Lanes.SHORT, sums, 2 * i * PANEL_ROWS + 2 * half)
                        .reinterpretAsInts();
                IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 16)
                        .add(both.lanewise(VectorOperators.ASHR, 16));
                long scales = subBlocks + i * (long) subBlockBytes + half;
                total = total.add(sum.mul((IntVector)
                        ByteVector.fromMemorySegment(Lanes.BYTE, w, scales, Lanes.LITTLE)
                                .convertShape(VectorOperators.B2I, Lanes.INT, 0)));
            }
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2 * half, Lanes.LITTLE)
                    .convertShape(VectorOperators.S2I, Lanes.INT, 0);
            IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
            FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                    .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
            ((FloatVector) total.convert(VectorOperators.I2F, 0))
                    .fma(d.mul(scale), FloatVector.fromArray(Lanes.FLOAT, out, offset + half))
                    .intoArray(out, offset + half);
        }
    }

    /** As {@link #add} for 8 sub-blocks, where the sums are of weights less 16; {@code tokenSums} are the token's sums of 32 columns. */
    static void addLifted(
            MemorySegment w,
            long at,
            long subBlocks,
            int subBlockBytes,
            float scale,
            short[] sums,
            float[] tokenSums,
            int tokenSumAt,
            float[] out,
            int offset) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            IntVector total = IntVector.zero(Lanes.INT);
            for (int i = 0; i < 8; i++) {
                IntVector both = ShortVector.fromArray(Lanes.SHORT, sums, 2 * i * PANEL_ROWS + 2 * half)
                        .reinterpretAsInts();
                IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 16)
                        .add(both.lanewise(VectorOperators.ASHR, 16))
                        .add(IntVector.broadcast(Lanes.INT, 16 * (int) tokenSums[tokenSumAt + i]));
                total = total.add(sum.mul((IntVector) ByteVector.fromMemorySegment(
                                Lanes.BYTE, w, subBlocks + i * (long) subBlockBytes + half, Lanes.LITTLE)
                        .convertShape(VectorOperators.B2I, Lanes.INT, 0)));
            }
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2 * half, Lanes.LITTLE)
                    .convertShape(VectorOperators.S2I, Lanes.INT, 0);
            IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
            FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                    .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
            ((FloatVector) total.convert(VectorOperators.I2F, 0))
                    .fma(d.mul(scale), FloatVector.fromArray(Lanes.FLOAT, out, offset + half))
                    .intoArray(out, offset + half);
        }
    }

    /**
     * out -= dmin·scale · Σ minima·sums. {@code at} is where the block's binary16 dmin begin, {@code minima} where the first
     * sub-block's minimum bytes do.
     */
    static void subtractMinima(
            MemorySegment w,
            long at,
            long minima,
            int subBlockBytes,
            float scale,
            float[] sums,
            int sumAt,
            float[] out,
            int offset) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            FloatVector total = FloatVector.zero(Lanes.FLOAT);
            for (int i = 0; i < 8; i++) {
                // Whole numbers below 2^24: exact.
                IntVector minimum = (IntVector) ByteVector.fromMemorySegment(
                                Lanes.BYTE, w, minima + i * (long) subBlockBytes + half, Lanes.LITTLE)
                        .convertShape(VectorOperators.B2I, Lanes.INT, 0);
                total = ((FloatVector) minimum.convert(VectorOperators.I2F, 0))
                        .fma(FloatVector.broadcast(Lanes.FLOAT, sums[sumAt + i]), total);
            }
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2 * half, Lanes.LITTLE)
                    .convertShape(VectorOperators.S2I, Lanes.INT, 0);
            IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
            FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                    .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
            total.fma(d.mul(-scale), FloatVector.fromArray(Lanes.FLOAT, out, offset + half))
                    .intoArray(out, offset + half);
        }
    }
}
