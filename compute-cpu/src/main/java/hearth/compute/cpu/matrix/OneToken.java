package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The integer sums of one token times one panel, written out block by block; scaling them is a second, short pass. Two small
 * methods compile to vector instructions throughout where one large one does not, and calls between vector operations stay
 * inlined only if they are the API's own: so the loops are spelled out.
 */
final class OneToken {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    /** Blocks that are touched at once, for about 8 cache lines; the last may reach into what follows a matrix. */
    private static final int GROUP = Math.max(1, 32 / PANEL_ROWS);
    /** Words of 8-bit weights that are touched at once, for 8 cache lines. */
    private static final int BYTE_WORDS = Math.min(8, 128 / PANEL_ROWS);

    private OneToken() {}

    /**
     * Reads a word of each cache line of a block before its arithmetic. A processor asks the memory for as many lines as it sees loads of
     * among some hundred instructions ahead, and those of one line's arithmetic are twenty to forty: with the loads in front it sees more.
     */
    private static int touch(MemorySegment w, long at, int bytes) {
        int sum = 0;
        for (int line = 0; line < bytes; line += 64) {
            sum += w.get(WeightMemory.INT, at + line);
        }
        return sum;
    }

    /**
     * 4-bit weights: {@code blocks} times 4 words a row from {@code at} on, {@code stride} bytes from block to block. sums is
     * (block, panel row, half of 2).
     */
    static void nibbles(MemorySegment w, long at, long stride, int blocks, float[] pairs, int pairAt, Scratch scratch) {
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x000F000F);
        short[] sums = scratch.sums;
        int touched = 0;
        for (int block = 0; block < blocks; block++) {
            if (block % GROUP == 0) {
                touched += touch(w, at + block * stride, GROUP * 4 * 4 * PANEL_ROWS);
            }
            ShortVector a = ShortVector.zero(Lanes.SHORT);
            ShortVector b = a;
            for (int word = 0; word < 4; word++) {
                long o = at + block * stride + word * 4 * PANEL_ROWS;
                int p = pairAt + block * 16 + word * 4;
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
                ShortVector x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                a = a.add(v.and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 2]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 8).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 8).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 3]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 12).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 12).and(mask).reinterpretAsShorts().mul(x));
            }
            a.intoArray(sums, 2 * block * PANEL_ROWS);
            b.intoArray(sums, 2 * block * PANEL_ROWS + 2 * LANES);
        }
        scratch.touched += touched;
    }

    /**
     * 5-bit weights less 16: blocks of 32 columns in 5 words a row, as {@link FiveBits}. {@code halves} are the sums of the even and the odd
     * activations of 16 columns each: int16 wraps around, but what is left after taking 16 times them off fits again.
     */
    static void fiveBits(
            MemorySegment w, long at, long stride, int blocks, float[] pairs, int pairAt, float[] halves, int halfAt, Scratch scratch) {
        IntVector mask = IntVector.broadcast(Lanes.INT, FiveBits.MASK);
        IntVector last = IntVector.broadcast(Lanes.INT, FiveBits.LAST);
        short[] sums = scratch.sums;
        int touched = 0;
        for (int block = 0; block < blocks; block++) {
            if (block % GROUP == 0) {
                touched += touch(w, at + block * stride, GROUP * 5 * 4 * PANEL_ROWS);
            }
            ShortVector x = FloatVector.broadcast(Lanes.FLOAT, halves[halfAt + 2 * block]).reinterpretAsShorts()
                    .add(FloatVector.broadcast(Lanes.FLOAT, halves[halfAt + 2 * block + 1]).reinterpretAsShorts())
                    .mul((short) -16);
            ShortVector a = x;
            ShortVector b = x;
            IntVector f = IntVector.zero(Lanes.INT);
            IntVector g = f;
            for (int word = 0; word < 5; word++) {
                long o = at + block * stride + word * 4 * PANEL_ROWS;
                int p = pairAt + block * 16 + word * 3;
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                a = a.add(v.and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 5).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 5).and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 2]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 10).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 10).and(mask).reinterpretAsShorts().mul(x));
                f = f.lanewise(VectorOperators.LSHR, 1).or(v.and(last));
                g = g.lanewise(VectorOperators.LSHR, 1).or(u.and(last));
            }
            x = FloatVector.broadcast(Lanes.FLOAT, pairs[pairAt + block * 16 + 15]).reinterpretAsShorts();
            a = a.add(f.lanewise(VectorOperators.LSHR, 11).reinterpretAsShorts().mul(x));
            b = b.add(g.lanewise(VectorOperators.LSHR, 11).reinterpretAsShorts().mul(x));
            a.intoArray(sums, 2 * block * PANEL_ROWS);
            b.intoArray(sums, 2 * block * PANEL_ROWS + 2 * LANES);
        }
        scratch.touched += touched;
    }

    /** 6-bit weights less 32: blocks of 16 columns in 3 words a row, as {@link SixBits}; {@code halves} as for {@link #fiveBits}. */
    static void sixBits(
            MemorySegment w, long at, long stride, int blocks, float[] pairs, int pairAt, float[] halves, int halfAt, Scratch scratch) {
        IntVector mask = IntVector.broadcast(Lanes.INT, SixBits.MASK);
        IntVector last = IntVector.broadcast(Lanes.INT, SixBits.LAST);
        short[] sums = scratch.sums;
        int touched = 0;
        for (int block = 0; block < blocks; block++) {
            if (block % GROUP == 0) {
                touched += touch(w, at + block * stride, GROUP * 3 * 4 * PANEL_ROWS);
            }
            ShortVector x =
                    FloatVector.broadcast(Lanes.FLOAT, halves[halfAt + block]).reinterpretAsShorts().mul((short) -32);
            ShortVector a = x;
            ShortVector b = x;
            IntVector f = IntVector.zero(Lanes.INT);
            IntVector g = f;
            for (int word = 0; word < 3; word++) {
                long o = at + block * stride + word * 4 * PANEL_ROWS;
                int p = pairAt + block * 8 + word * 2;
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                a = a.add(v.and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.and(mask).reinterpretAsShorts().mul(x));
                x = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                a = a.add(v.lanewise(VectorOperators.LSHR, 6).and(mask).reinterpretAsShorts().mul(x));
                b = b.add(u.lanewise(VectorOperators.LSHR, 6).and(mask).reinterpretAsShorts().mul(x));
                f = f.lanewise(VectorOperators.LSHR, 4).or(v.and(last));
                g = g.lanewise(VectorOperators.LSHR, 4).or(u.and(last));
            }
            x = FloatVector.broadcast(Lanes.FLOAT, pairs[pairAt + block * 8 + 6]).reinterpretAsShorts();
            a = a.add(f.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts().mul(x));
            b = b.add(g.lanewise(VectorOperators.LSHR, 4).and(mask).reinterpretAsShorts().mul(x));
            x = FloatVector.broadcast(Lanes.FLOAT, pairs[pairAt + block * 8 + 7]).reinterpretAsShorts();
            a = a.add(f.lanewise(VectorOperators.LSHR, 10).and(mask).reinterpretAsShorts().mul(x));
            b = b.add(g.lanewise(VectorOperators.LSHR, 10).and(mask).reinterpretAsShorts().mul(x));
            a.intoArray(sums, 2 * block * PANEL_ROWS);
            b.intoArray(sums, 2 * block * PANEL_ROWS + 2 * LANES);
        }
        scratch.touched += touched;
    }

    /**
     * 8-bit weights: 8 words a row and block. Two products of int8 fit in int16 (2·128·127 = 32,512); the low half of their sum
     * gets a bias that makes it a number without sign, so that totals and high halves can be added up apart. sums is (block,
     * panel row).
     */
    static void bytes(MemorySegment w, long at, long stride, int blocks, float[] pairs, int pairAt, Scratch scratch) {
        ShortVector bias = IntVector.broadcast(Lanes.INT, 0x8000).reinterpretAsShorts();
        int[] sums = scratch.scales;
        int touched = 0;
        for (int block = 0; block < blocks; block++) {
            IntVector totalA = IntVector.zero(Lanes.INT);
            IntVector totalB = totalA;
            IntVector highA = totalA;
            IntVector highB = totalA;
            for (int group = 0; group < 8; group += BYTE_WORDS) {
                touched += touch(w, at + block * stride + group * 4 * PANEL_ROWS, BYTE_WORDS * 4 * PANEL_ROWS);
                for (int word = group; word < group + BYTE_WORDS; word++) {
                    long o = at + block * stride + word * 4 * PANEL_ROWS;
                    int p = pairAt + block * 16 + 2 * word;
                    ShortVector x = FloatVector.broadcast(Lanes.FLOAT, pairs[p]).reinterpretAsShorts();
                    ShortVector y = FloatVector.broadcast(Lanes.FLOAT, pairs[p + 1]).reinterpretAsShorts();
                    IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, o, Lanes.LITTLE);
                    ShortVector low = v.lanewise(VectorOperators.LSHL, 8).reinterpretAsShorts();
                    IntVector sum = low.lanewise(VectorOperators.ASHR, 8)
                            .mul(x)
                            .add(v.reinterpretAsShorts().lanewise(VectorOperators.ASHR, 8).mul(y))
                            .add(bias)
                            .reinterpretAsInts();
                    totalA = totalA.add(sum);
                    highA = highA.add(sum.lanewise(VectorOperators.ASHR, 16));
                    v = IntVector.fromMemorySegment(Lanes.INT, w, o + 4 * LANES, Lanes.LITTLE);
                    low = v.lanewise(VectorOperators.LSHL, 8).reinterpretAsShorts();
                    sum = low.lanewise(VectorOperators.ASHR, 8)
                            .mul(x)
                            .add(v.reinterpretAsShorts().lanewise(VectorOperators.ASHR, 8).mul(y))
                            .add(bias)
                            .reinterpretAsInts();
                    totalB = totalB.add(sum);
                    highB = highB.add(sum.lanewise(VectorOperators.ASHR, 16));
                }
            }
            // The low halves are what is left of the total without the high ones, less eight biases.
            totalA.sub(highA.lanewise(VectorOperators.LSHL, 16)).add(highA).sub(8 * 0x8000)
                    .intoArray(sums, block * PANEL_ROWS);
            totalB.sub(highB.lanewise(VectorOperators.LSHL, 16)).add(highB).sub(8 * 0x8000)
                    .intoArray(sums, block * PANEL_ROWS + LANES);
        }
        scratch.touched += touched;
    }
}
