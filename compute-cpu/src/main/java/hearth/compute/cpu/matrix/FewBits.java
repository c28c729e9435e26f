package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The integer sums of one token times one panel for weights of 1 to 3 bits; see {@link OneToken}. A code of column 2i lies at i times
 * the bits of a code, that of column 2i + 1 16 bits higher.
 */
final class FewBits {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private FewBits() {}

    /** 1-bit codes: {@code blocks} words of 32 columns, one after another. sums is (block, panel row, half of 2). */
    static void ones(MemorySegment w, long at, int blocks, float[] pairs, int pairAt, short[] sums) {
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x00010001);
        for (int block = 0; block < blocks; block++) {
            long o = at + block * 4L * PANEL_ROWS;
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
            ShortVector a = ShortVector.zero(Lanes.SHORT);
            ShortVector b = a;
            for (int p = pairAt + block * 16; p < pairAt + block * 16 + 16; p += 4) {
                ShortVector x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                a = a.add(v.and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 1).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 1).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 2]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 2).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 2).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 3]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 3).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 3).and(mask).reinterpretAsShorts().mul(x));
                v = v.lanewise(VectorOperators.LSHR, 4);
                u = u.lanewise(VectorOperators.LSHR, 4);
            }
            a.intoArray(sums, 2 * block * PANEL_ROWS);
            b.intoArray(sums, 2 * block * PANEL_ROWS + 2 * LANES);
        }
    }

    /**
     * 2-bit codes: {@code blocks} words of 16 columns, {@code stride} bytes from one to the next. sums is (block, panel row, half of
     * 2).
     */
    static void twos(MemorySegment w, long at, long stride, int blocks, float[] pairs, int pairAt, short[] sums) {
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x00030003);
        for (int block = 0; block < blocks; block++) {
            long o = at + block * stride;
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
            ShortVector a = ShortVector.zero(Lanes.SHORT);
            ShortVector b = a;
            for (int p = pairAt + block * 8; p < pairAt + block * 8 + 8; p += 4) {
                ShortVector x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                a = a.add(v.and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 2).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 2).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 2]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 3]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 6).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 6).and(mask).reinterpretAsShorts().mul(x));
                v = v.lanewise(VectorOperators.LSHR, 8);
                u = u.lanewise(VectorOperators.LSHR, 8);
            }
            a.intoArray(sums, 2 * block * PANEL_ROWS);
            b.intoArray(sums, 2 * block * PANEL_ROWS + 2 * LANES);
        }
    }

    /**
     * 3-bit codes less 4: {@code groups} of 32 columns, each two words of low bits, as for {@link #twos}, and one of third bits.
     * {@code halves} are the sums of the even and the odd activations of 16 columns. sums is (half group, panel row, half
     * of 2).
     */
    static void threes(
            MemorySegment w, long at, int groups, float[] pairs, int pairAt, float[] halves, int halfAt, short[] sums) {
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x00030003);
        IntVector third = IntVector.broadcast(Lanes.INT, 0x00040004);
        for (int group = 0; group < groups; group++) {
            long o = at + group * 12L * PANEL_ROWS;
            IntVector f = IntVector.fromMemorySegment(Lanes.INT, w, o + 8 * PANEL_ROWS, Lanes.LITTLE);
            IntVector g = IntVector.fromMemorySegment(Lanes.INT, w, o + 8 * PANEL_ROWS + 4 * LANES, Lanes.LITTLE);
            for (int block = 2 * group; block < 2 * group + 2; block++) {
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
                o += 4 * PANEL_ROWS;
                ShortVector a = FloatVector.broadcast(Lanes.FLOAT, halves[halfAt + block]).reinterpretAsShorts().mul((short) -4);
                ShortVector b = a;
                for (int part = 0; part < 2; part++) {
                    int p = pairAt + block * 8 + part * 4;
                    ShortVector x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                    a = a.add(v.and(mask).or(f.lanewise(VectorOperators.LSHL, 2).and(third)).reinterpretAsShorts().mul(x));
                    b = b.add(u.and(mask).or(g.lanewise(VectorOperators.LSHL, 2).and(third)).reinterpretAsShorts().mul(x));
                    x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                    a = a.add(v.lanewise(VectorOperators.LSHR, 2).and(mask).or(f.lanewise(VectorOperators.LSHL, 1).and(third)).reinterpretAsShorts().mul(x));
                    b = b.add(u.lanewise(VectorOperators.LSHR, 2).and(mask).or(g.lanewise(VectorOperators.LSHL, 1).and(third)).reinterpretAsShorts().mul(x));
                    x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 2]).reinterpretAsShorts();
                    a = a.add(v.lanewise(VectorOperators.LSHR, 4).and(mask).or(f.and(third)).reinterpretAsShorts().mul(x));
                    b = b.add(u.lanewise(VectorOperators.LSHR, 4).and(mask).or(g.and(third)).reinterpretAsShorts().mul(x));
                    x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 3]).reinterpretAsShorts();
                    a = a.add(v.lanewise(VectorOperators.LSHR, 6).and(mask).or(f.lanewise(VectorOperators.LSHR, 1).and(third)).reinterpretAsShorts().mul(x));
                    b = b.add(u.lanewise(VectorOperators.LSHR, 6).and(mask).or(g.lanewise(VectorOperators.LSHR, 1).and(third)).reinterpretAsShorts().mul(x));
                    v = v.lanewise(VectorOperators.LSHR, 8);
                    u = u.lanewise(VectorOperators.LSHR, 8);
                    f = f.lanewise(VectorOperators.LSHR, 4);
                    g = g.lanewise(VectorOperators.LSHR, 4);
                }
                a.intoArray(sums, 2 * block * PANEL_ROWS);
                b.intoArray(sums, 2 * block * PANEL_ROWS + 2 * LANES);
            }
        }
    }

    /** {@code count} pairs of {@code bits} a code from one vector of rows of words, each times {@code factor}, less {@code zero}. */
    static void unpack(MemorySegment w, long at, int bits, int count, int factor, int zero, int[] pairs, int to) {
        IntVector mask = IntVector.broadcast(Lanes.INT, bits == 1 ? 0x00010001 : 0x00030003);
        ShortVector offset = IntVector.broadcast(Lanes.INT, zero << 16 | zero).reinterpretAsShorts();
        IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, at, Lanes.LITTLE);
        for (int pair = 0; pair < count; pair++) {
            v.and(mask)
                    .mul(factor)
                    .reinterpretAsShorts()
                    .sub(offset)
                    .reinterpretAsInts()
                    .intoArray(pairs, to + pair * PANEL_ROWS);
            v = v.lanewise(VectorOperators.LSHR, bits);
        }
    }

    /** Adds third bits, from bit {@code shift} of the words on, to the 8 pairs at {@code to} and takes 4 off them. */
    static void thirdBits(MemorySegment w, long at, int shift, int[] pairs, int to) {
        IntVector third = IntVector.broadcast(Lanes.INT, 0x00040004);
        ShortVector offset = third.reinterpretAsShorts();
        IntVector bits = IntVector.fromMemorySegment(Lanes.INT, w, at, Lanes.LITTLE).lanewise(VectorOperators.LSHR, shift);
        for (int pair = 0; pair < 8; pair++) {
            IntVector.fromArray(Lanes.INT, pairs, to + pair * PANEL_ROWS)
                    .or(bits.lanewise(VectorOperators.LSHL, 2).and(third))
                    .reinterpretAsShorts()
                    .sub(offset)
                    .reinterpretAsInts()
                    .intoArray(pairs, to + pair * PANEL_ROWS);
            bits = bits.lanewise(VectorOperators.LSHR, 1);
        }
    }
}
