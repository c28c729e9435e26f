package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Unpacks parts of a panel into scratch arrays, for products with many tokens. */
final class Unpack {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private Unpack() {}

    /** A panel's rows of binary16 values as floats. */
    static void halves(MemorySegment w, long at, float[] target, int to) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2 * half, Lanes.LITTLE)
                    .convertShape(VectorOperators.S2I, Lanes.INT, 0);
            IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
            lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                    .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats()
                    .intoArray(target, to + half);
        }
    }

    /** One vector of upper halves of binary32 values as floats. */
    static void upperHalves(MemorySegment w, long at, float[] target, int to) {
        ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at, Lanes.LITTLE)
                        .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats()
                .intoArray(target, to);
    }

    /** One vector of signed bytes times the scales at {@code scaleAt}. */
    static void scaledBytes(MemorySegment w, long at, float[] scales, int scaleAt, float[] target, int to) {
        ((FloatVector) ((IntVector) ByteVector.fromMemorySegment(Lanes.BYTE, w, at, Lanes.LITTLE)
                                .convertShape(VectorOperators.B2I, Lanes.INT, 0))
                        .convert(VectorOperators.I2F, 0))
                .mul(FloatVector.fromArray(Lanes.FLOAT, scales, scaleAt))
                .intoArray(target, to);
    }

    /** One vector of bytes: the low nibbles as ints, the high nibbles as floats. */
    static void scaleNibbles(MemorySegment w, long at, int[] low, float[] high, int to) {
        IntVector both = (IntVector) ByteVector.fromMemorySegment(Lanes.BYTE, w, at, Lanes.LITTLE)
                .convertShape(VectorOperators.B2I, Lanes.INT, 0);
        both.and(15).intoArray(low, to);
        ((FloatVector) both.lanewise(VectorOperators.LSHR, 4).and(15).convert(VectorOperators.I2F, 0)).intoArray(high, to);
    }

    /** One vector of signed bytes as ints. */
    static void bytes(MemorySegment w, long at, int[] target, int to) {
        ((IntVector) ByteVector.fromMemorySegment(Lanes.BYTE, w, at, Lanes.LITTLE)
                        .convertShape(VectorOperators.B2I, Lanes.INT, 0))
                .intoArray(target, to);
    }

    /** One vector of signed bytes as floats. */
    static void bytes(MemorySegment w, long at, float[] target, int to) {
        ((FloatVector) ((IntVector) ByteVector.fromMemorySegment(Lanes.BYTE, w, at, Lanes.LITTLE)
                                .convertShape(VectorOperators.B2I, Lanes.INT, 0))
                        .convert(VectorOperators.I2F, 0))
                .intoArray(target, to);
    }

    /** 4 words (32 columns) of nibbles of one vector of rows as 16 pairs, each less {@code zero} (a pair of int16). */
    static void nibbles(MemorySegment w, long from, int[] pairs, int to, int zero) {
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x000F000F);
        ShortVector offset = IntVector.broadcast(Lanes.INT, zero).reinterpretAsShorts();
        for (int word = 0; word < 4; word++) {
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, from + word * 4L * PANEL_ROWS, Lanes.LITTLE);
            for (int i = 0; i < 4; i++) {
                v.and(mask)
                        .reinterpretAsShorts()
                        .sub(offset)
                        .reinterpretAsInts()
                        .intoArray(pairs, to + (word * 4 + i) * PANEL_ROWS);
                v = v.lanewise(VectorOperators.LSHR, 4);
            }
        }
    }

    /** 5 words (32 columns) of {@link FiveBits} of one vector of rows as 16 pairs, each less 16. */
    static void fiveBits(MemorySegment w, long from, int[] pairs, int to) {
        IntVector mask = IntVector.broadcast(Lanes.INT, FiveBits.MASK);
        IntVector last = IntVector.broadcast(Lanes.INT, FiveBits.LAST);
        ShortVector zero = IntVector.broadcast(Lanes.INT, 0x00100010).reinterpretAsShorts();
        IntVector f = IntVector.zero(Lanes.INT);
        for (int word = 0; word < FiveBits.WORDS; word++) {
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, from + word * 4L * PANEL_ROWS, Lanes.LITTLE);
            f = f.lanewise(VectorOperators.LSHR, 1).or(v.and(last));
            for (int i = 0; i < 3; i++) {
                v.and(mask).reinterpretAsShorts().sub(zero).reinterpretAsInts()
                        .intoArray(pairs, to + (word * 3 + i) * PANEL_ROWS);
                v = v.lanewise(VectorOperators.LSHR, 5);
            }
        }
        f.lanewise(VectorOperators.LSHR, 11).reinterpretAsShorts().sub(zero).reinterpretAsInts().intoArray(pairs, to + 15 * PANEL_ROWS);
    }

    /** 3 words (16 columns) of {@link SixBits} of one vector of rows as 8 pairs, each less 32. */
    static void sixBits(MemorySegment w, long from, int[] pairs, int to) {
        IntVector mask = IntVector.broadcast(Lanes.INT, SixBits.MASK);
        IntVector last = IntVector.broadcast(Lanes.INT, SixBits.LAST);
        ShortVector zero = IntVector.broadcast(Lanes.INT, 0x00200020).reinterpretAsShorts();
        IntVector f = IntVector.zero(Lanes.INT);
        for (int word = 0; word < SixBits.WORDS; word++) {
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, from + word * 4L * PANEL_ROWS, Lanes.LITTLE);
            f = f.lanewise(VectorOperators.LSHR, 4).or(v.and(last));
            for (int i = 0; i < 2; i++) {
                v.and(mask).reinterpretAsShorts().sub(zero).reinterpretAsInts()
                        .intoArray(pairs, to + (word * 2 + i) * PANEL_ROWS);
                v = v.lanewise(VectorOperators.LSHR, 6);
            }
        }
        for (int i = 6; i < 8; i++) {
            f = f.lanewise(VectorOperators.LSHR, i == 6 ? 4 : 6);
            f.and(mask).reinterpretAsShorts().sub(zero).reinterpretAsInts().intoArray(pairs, to + i * PANEL_ROWS);
        }
    }
}
