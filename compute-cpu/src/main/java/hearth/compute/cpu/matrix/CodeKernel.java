package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Words of eight 4-bit codes, in the order of {@link Nibbles}, looked up in a table of 16 bytes that is repeated to fill a vector.
 * All methods see to one vector of rows, {@code half} being the first of them in the panel.
 */
final class CodeKernel {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private CodeKernel() {}

    /**
     * The integer sums of one token, (group, panel row). As in {@link OneToken#bytes}, two products of int8 fit in int16, and the low
     * half of their sum gets a bias that makes it a number without sign.
     */
    static void sums(
            byte[] table,
            MemorySegment words,
            long at,
            int half,
            int groups,
            int wordsPerGroup,
            float[] pairs,
            int pairAt,
            int[] sums) {
        ByteVector values = ByteVector.fromArray(Lanes.FULL_BYTE, table, 0);
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x0F0F0F0F);
        ShortVector bias = IntVector.broadcast(Lanes.INT, 0x8000).reinterpretAsShorts();
        for (int group = 0; group < groups; group++) {
            IntVector total = IntVector.zero(Lanes.INT);
            IntVector high = total;
            for (int word = group * wordsPerGroup; word < (group + 1) * wordsPerGroup; word++) {
                int p = pairAt + 4 * word;
                IntVector codes = IntVector.fromMemorySegment(Lanes.INT, words, at + 4L * (word * PANEL_ROWS + half), Lanes.LITTLE);
                IntVector v = codes.and(mask).reinterpretAsBytes().selectFrom(values).reinterpretAsInts();
                IntVector sum = v.lanewise(VectorOperators.LSHL, 8)
                        .reinterpretAsShorts()
                        .lanewise(VectorOperators.ASHR, 8)
                        .mul(FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts())
                        .add(v.reinterpretAsShorts()
                                .lanewise(VectorOperators.ASHR, 8)
                                .mul(FloatVector.broadcast(Lanes.FLOAT, pairs[p + 2]).reinterpretAsShorts()))
                        .add(bias)
                        .reinterpretAsInts();
                total = total.add(sum);
                high = high.add(sum.lanewise(VectorOperators.ASHR, 16));
                v = codes.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsBytes().selectFrom(values).reinterpretAsInts();
                sum = v.lanewise(VectorOperators.LSHL, 8)
                        .reinterpretAsShorts()
                        .lanewise(VectorOperators.ASHR, 8)
                        .mul(FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts())
                        .add(v.reinterpretAsShorts()
                                .lanewise(VectorOperators.ASHR, 8)
                                .mul(FloatVector.broadcast(Lanes.FLOAT, pairs[p + 3]).reinterpretAsShorts()))
                        .add(bias)
                        .reinterpretAsInts();
                total = total.add(sum);
                high = high.add(sum.lanewise(VectorOperators.ASHR, 16));
            }
            // The low halves are what is left of the total without the high ones, less two biases a word.
            total.sub(high.lanewise(VectorOperators.LSHL, 16))
                    .add(high)
                    .sub(wordsPerGroup * 0x10000)
                    .intoArray(sums, group * PANEL_ROWS + half);
        }
    }

    /** out += sums · group scales · scales of the activations; see {@link CodedMatrix#scale}. */
    static void scale(
            float[] groupScales,
            int half,
            int groups,
            int scaleShift,
            int[] sums,
            float[] scales,
            int scaleAt,
            float[] out,
            int offset) {
        FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
        for (int group = 0; group < groups; group++) {
            FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, groupScales, group * PANEL_ROWS + half)
                    .mul(scales[scaleAt + (group >> scaleShift)]);
            IntVector sum = IntVector.fromArray(Lanes.INT, sums, group * PANEL_ROWS + half);
            total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(factor, total);
        }
        total.intoArray(out, offset + half);
    }

    /** The same with group scales in binary16 at {@code at}. */
    static void scaleByHalves(
            MemorySegment w,
            long at,
            int half,
            int groups,
            int scaleShift,
            int[] sums,
            float[] scales,
            int scaleAt,
            float[] out,
            int offset) {
        FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
        for (int group = 0; group < groups; group++) {
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2L * (group * PANEL_ROWS + half), Lanes.LITTLE)
                    .convertShape(VectorOperators.S2I, Lanes.INT, 0);
            IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
            FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                    .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
            IntVector sum = IntVector.fromArray(Lanes.INT, sums, group * PANEL_ROWS + half);
            total = ((FloatVector) sum.convert(VectorOperators.I2F, 0))
                    .fma(d.mul(scales[scaleAt + (group >> scaleShift)]), total);
        }
        total.intoArray(out, offset + half);
    }

    /** The same with upper halves of binary32 at {@code at} and a scale of the activations for each group. */
    static void scaleByUpperHalves(
            MemorySegment w, long at, int half, int groups, int[] sums, float[] scales, int scaleAt, float[] out, int offset) {
        FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
        for (int group = 0; group < groups; group++) {
            FloatVector d = ((IntVector) ShortVector.fromMemorySegment(
                                    Lanes.HALF_SHORT, w, at + 2L * (group * PANEL_ROWS + half), Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats();
            IntVector sum = IntVector.fromArray(Lanes.INT, sums, group * PANEL_ROWS + half);
            total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(d.mul(scales[scaleAt + group]), total);
        }
        total.intoArray(out, offset + half);
    }

    /** The same with one binary16 at {@code at} and signed bytes for the groups after the panel's, and one scale of the activations. */
    static void scaleByBytes(
            MemorySegment w, long at, int half, int groups, int[] sums, float scale, float[] out, int offset) {
        IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2L * half, Lanes.LITTLE)
                .convertShape(VectorOperators.S2I, Lanes.INT, 0);
        IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
        FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
        FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
        for (int group = 0; group < groups; group++) {
            IntVector bytes = (IntVector) ByteVector.fromMemorySegment(
                            Lanes.BYTE, w, at + (2L + group) * PANEL_ROWS + half, Lanes.LITTLE)
                    .convertShape(VectorOperators.B2I, Lanes.INT, 0);
            IntVector sum = IntVector.fromArray(Lanes.INT, sums, group * PANEL_ROWS + half);
            FloatVector factor = ((FloatVector) bytes.convert(VectorOperators.I2F, 0)).mul(d).mul(scale);
            total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(factor, total);
        }
        total.intoArray(out, offset + half);
    }

    /** The weights as floats without their scales, (column, panel row). */
    static void unpack(byte[] table, MemorySegment words, long at, int half, int count, float[] target) {
        ByteVector values = ByteVector.fromArray(Lanes.FULL_BYTE, table, 0);
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x0F0F0F0F);
        for (int word = 0; word < count; word++) {
            IntVector codes = IntVector.fromMemorySegment(Lanes.INT, words, at + 4L * (word * PANEL_ROWS + half), Lanes.LITTLE);
            for (int i = 0; i < 2; i++) {
                // Bytes: columns 2i, 2i + 4, 2i + 1, 2i + 5 of the word.
                IntVector v = codes.and(mask).reinterpretAsBytes().selectFrom(values).reinterpretAsInts();
                int to = (word * 8 + 2 * i) * PANEL_ROWS + half;
                ((FloatVector) v.lanewise(VectorOperators.LSHL, 24)
                                .lanewise(VectorOperators.ASHR, 24)
                                .convert(VectorOperators.I2F, 0))
                        .intoArray(target, to);
                ((FloatVector) v.lanewise(VectorOperators.LSHL, 16)
                                .lanewise(VectorOperators.ASHR, 24)
                                .convert(VectorOperators.I2F, 0))
                        .intoArray(target, to + 4 * PANEL_ROWS);
                ((FloatVector) v.lanewise(VectorOperators.LSHL, 8)
                                .lanewise(VectorOperators.ASHR, 24)
                                .convert(VectorOperators.I2F, 0))
                        .intoArray(target, to + PANEL_ROWS);
                ((FloatVector) v.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0))
                        .intoArray(target, to + 5 * PANEL_ROWS);
                codes = codes.lanewise(VectorOperators.LSHR, 4);
            }
        }
    }
}
