package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Products of a panel of 4-bit weights with a tile of four tokens, straight from the packed words: for a handful of tokens, writing
 * unpacked weights and reading them back would take as long as multiplying. Operands and results as in {@link PairGemm}, whose sums
 * these are, to the bit.
 */
final class FewTokens {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private FewTokens() {}

    /** As {@link PairGemm#addSuperBlock} for 8 sub-blocks of 4 words a row from {@code words} on, {@code stride} bytes apart. */
    static void addSuperBlock(
            MemorySegment w,
            long words,
            long stride,
            int[] scales,
            float[] x,
            int xAt,
            float[] d,
            float[] tokenScales,
            int scaleAt,
            float[] tile,
            int at) {
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x000F000F);
        IntVector totalA0 = IntVector.zero(Lanes.INT);
        IntVector totalB0 = totalA0;
        IntVector totalA1 = totalA0;
        IntVector totalB1 = totalA0;
        IntVector totalA2 = totalA0;
        IntVector totalB2 = totalA0;
        IntVector totalA3 = totalA0;
        IntVector totalB3 = totalA0;
        for (int sub = 0; sub < 8; sub++) {
            long block = words + sub * stride;
            int pairs = xAt + 64 * sub;
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            for (int word = 0; word < 4; word++) {
                long from = block + word * 4L * PANEL_ROWS;
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, from, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, from + 4 * LANES, Lanes.LITTLE);
                for (int pair = pairs + 16 * word; pair < pairs + 16 * word + 16; pair += 4) {
                    ShortVector q = v.and(mask).reinterpretAsShorts();
                    ShortVector r = u.and(mask).reinterpretAsShorts();
                    ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair]).reinterpretAsShorts();
                    a0 = a0.add(q.mul(p));
                    b0 = b0.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 1]).reinterpretAsShorts();
                    a1 = a1.add(q.mul(p));
                    b1 = b1.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 2]).reinterpretAsShorts();
                    a2 = a2.add(q.mul(p));
                    b2 = b2.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 3]).reinterpretAsShorts();
                    a3 = a3.add(q.mul(p));
                    b3 = b3.add(r.mul(p));
                    v = v.lanewise(VectorOperators.LSHR, 4);
                    u = u.lanewise(VectorOperators.LSHR, 4);
                }
            }
            IntVector scale = IntVector.fromArray(Lanes.INT, scales, sub * PANEL_ROWS);
            IntVector both;
            both = a0.reinterpretAsInts();
            totalA0 = totalA0.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = a1.reinterpretAsInts();
            totalA1 = totalA1.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = a2.reinterpretAsInts();
            totalA2 = totalA2.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = a3.reinterpretAsInts();
            totalA3 = totalA3.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            scale = IntVector.fromArray(Lanes.INT, scales, sub * PANEL_ROWS + LANES);
            both = b0.reinterpretAsInts();
            totalB0 = totalB0.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = b1.reinterpretAsInts();
            totalB1 = totalB1.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = b2.reinterpretAsInts();
            totalB2 = totalB2.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = b3.reinterpretAsInts();
            totalB3 = totalB3.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
        }
        FloatVector da = FloatVector.fromArray(Lanes.FLOAT, d, 0);
        FloatVector db = FloatVector.fromArray(Lanes.FLOAT, d, LANES);
        float factor = tokenScales[scaleAt];
        ((FloatVector) totalA0.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at))
                .intoArray(tile, at);
        ((FloatVector) totalB0.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + LANES))
                .intoArray(tile, at + LANES);
        factor = tokenScales[scaleAt + 1];
        ((FloatVector) totalA1.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + 2 * LANES))
                .intoArray(tile, at + 2 * LANES);
        ((FloatVector) totalB1.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + 3 * LANES))
                .intoArray(tile, at + 3 * LANES);
        factor = tokenScales[scaleAt + 2];
        ((FloatVector) totalA2.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + 4 * LANES))
                .intoArray(tile, at + 4 * LANES);
        ((FloatVector) totalB2.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + 5 * LANES))
                .intoArray(tile, at + 5 * LANES);
        factor = tokenScales[scaleAt + 3];
        ((FloatVector) totalA3.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + 6 * LANES))
                .intoArray(tile, at + 6 * LANES);
        ((FloatVector) totalB3.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + 7 * LANES))
                .intoArray(tile, at + 7 * LANES);
    }

    /** tile += Σ (sums - 8 · token sums) · d · scales, for {@code count} blocks of 4 words a row from {@code words} on. */
    static void addBlocks(
            MemorySegment w,
            long words,
            long stride,
            int count,
            float[] d,
            Activations tokens,
            int xAt,
            int blockAt,
            float[] tile,
            int at) {
        float[] sums = tokens.tileSums;
        float[] x = tokens.tilePairs;
        float[] scales = tokens.tileScales;
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x000F000F);
        FloatVector totalA0 = FloatVector.fromArray(Lanes.FLOAT, tile, at);
        FloatVector totalB0 = FloatVector.fromArray(Lanes.FLOAT, tile, at + LANES);
        FloatVector totalA1 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 2 * LANES);
        FloatVector totalB1 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 3 * LANES);
        FloatVector totalA2 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 4 * LANES);
        FloatVector totalB2 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 5 * LANES);
        FloatVector totalA3 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 6 * LANES);
        FloatVector totalB3 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 7 * LANES);
        for (int block = 0; block < count; block++) {
            long begin = words + block * stride;
            int pairs = xAt + 64 * block;
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            for (int word = 0; word < 4; word++) {
                long from = begin + word * 4L * PANEL_ROWS;
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, from, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, from + 4 * LANES, Lanes.LITTLE);
                for (int pair = pairs + 16 * word; pair < pairs + 16 * word + 16; pair += 4) {
                    ShortVector q = v.and(mask).reinterpretAsShorts();
                    ShortVector r = u.and(mask).reinterpretAsShorts();
                    ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair]).reinterpretAsShorts();
                    a0 = a0.add(q.mul(p));
                    b0 = b0.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 1]).reinterpretAsShorts();
                    a1 = a1.add(q.mul(p));
                    b1 = b1.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 2]).reinterpretAsShorts();
                    a2 = a2.add(q.mul(p));
                    b2 = b2.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 3]).reinterpretAsShorts();
                    a3 = a3.add(q.mul(p));
                    b3 = b3.add(r.mul(p));
                    v = v.lanewise(VectorOperators.LSHR, 4);
                    u = u.lanewise(VectorOperators.LSHR, 4);
                }
            }
            int first = blockAt + 4 * block;
            FloatVector da = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS);
            FloatVector db = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS + LANES);
            IntVector lifted;
            IntVector both;
            float scale;
            scale = scales[first];
            lifted = IntVector.broadcast(Lanes.INT, -8 * (int) sums[first]);
            both = a0.reinterpretAsInts();
            totalA0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA0);
            both = b0.reinterpretAsInts();
            totalB0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB0);
            scale = scales[first + 1];
            lifted = IntVector.broadcast(Lanes.INT, -8 * (int) sums[first + 1]);
            both = a1.reinterpretAsInts();
            totalA1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA1);
            both = b1.reinterpretAsInts();
            totalB1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB1);
            scale = scales[first + 2];
            lifted = IntVector.broadcast(Lanes.INT, -8 * (int) sums[first + 2]);
            both = a2.reinterpretAsInts();
            totalA2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA2);
            both = b2.reinterpretAsInts();
            totalB2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB2);
            scale = scales[first + 3];
            lifted = IntVector.broadcast(Lanes.INT, -8 * (int) sums[first + 3]);
            both = a3.reinterpretAsInts();
            totalA3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA3);
            both = b3.reinterpretAsInts();
            totalB3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB3);
        }
        totalA0.intoArray(tile, at);
        totalB0.intoArray(tile, at + LANES);
        totalA1.intoArray(tile, at + 2 * LANES);
        totalB1.intoArray(tile, at + 3 * LANES);
        totalA2.intoArray(tile, at + 4 * LANES);
        totalB2.intoArray(tile, at + 5 * LANES);
        totalA3.intoArray(tile, at + 6 * LANES);
        totalB3.intoArray(tile, at + 7 * LANES);
    }

    /** As {@link PairGemm#addBlocksWithMinimum}, without a lift, for {@code count} blocks of 4 words a row from {@code words} on. */
    static void addBlocksWithMinimum(
            MemorySegment w,
            long words,
            long stride,
            int count,
            float[] d,
            float[] m,
            Activations tokens,
            int xAt,
            int blockAt,
            float[] tile,
            int at) {
        float[] scaledSums = tokens.tileScaledSums;
        float[] x = tokens.tilePairs;
        float[] scales = tokens.tileScales;
        IntVector mask = IntVector.broadcast(Lanes.INT, 0x000F000F);
        FloatVector totalA0 = FloatVector.fromArray(Lanes.FLOAT, tile, at);
        FloatVector totalB0 = FloatVector.fromArray(Lanes.FLOAT, tile, at + LANES);
        FloatVector totalA1 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 2 * LANES);
        FloatVector totalB1 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 3 * LANES);
        FloatVector totalA2 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 4 * LANES);
        FloatVector totalB2 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 5 * LANES);
        FloatVector totalA3 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 6 * LANES);
        FloatVector totalB3 = FloatVector.fromArray(Lanes.FLOAT, tile, at + 7 * LANES);
        for (int block = 0; block < count; block++) {
            long begin = words + block * stride;
            int pairs = xAt + 64 * block;
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            for (int word = 0; word < 4; word++) {
                long from = begin + word * 4L * PANEL_ROWS;
                IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, from, Lanes.LITTLE);
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, from + 4 * LANES, Lanes.LITTLE);
                for (int pair = pairs + 16 * word; pair < pairs + 16 * word + 16; pair += 4) {
                    ShortVector q = v.and(mask).reinterpretAsShorts();
                    ShortVector r = u.and(mask).reinterpretAsShorts();
                    ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair]).reinterpretAsShorts();
                    a0 = a0.add(q.mul(p));
                    b0 = b0.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 1]).reinterpretAsShorts();
                    a1 = a1.add(q.mul(p));
                    b1 = b1.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 2]).reinterpretAsShorts();
                    a2 = a2.add(q.mul(p));
                    b2 = b2.add(r.mul(p));
                    p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 3]).reinterpretAsShorts();
                    a3 = a3.add(q.mul(p));
                    b3 = b3.add(r.mul(p));
                    v = v.lanewise(VectorOperators.LSHR, 4);
                    u = u.lanewise(VectorOperators.LSHR, 4);
                }
            }
            int first = blockAt + 4 * block;
            FloatVector da = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS);
            FloatVector db = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS + LANES);
            FloatVector ma = FloatVector.fromArray(Lanes.FLOAT, m, block * PANEL_ROWS);
            FloatVector mb = FloatVector.fromArray(Lanes.FLOAT, m, block * PANEL_ROWS + LANES);
            FloatVector scaledSum;
            IntVector both;
            float scale;
            scale = scales[first];
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[first]);
            both = a0.reinterpretAsInts();
            totalA0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA0);
            totalA0 = ma.fma(scaledSum, totalA0);
            both = b0.reinterpretAsInts();
            totalB0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB0);
            totalB0 = mb.fma(scaledSum, totalB0);
            scale = scales[first + 1];
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[first + 1]);
            both = a1.reinterpretAsInts();
            totalA1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA1);
            totalA1 = ma.fma(scaledSum, totalA1);
            both = b1.reinterpretAsInts();
            totalB1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB1);
            totalB1 = mb.fma(scaledSum, totalB1);
            scale = scales[first + 2];
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[first + 2]);
            both = a2.reinterpretAsInts();
            totalA2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA2);
            totalA2 = ma.fma(scaledSum, totalA2);
            both = b2.reinterpretAsInts();
            totalB2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB2);
            totalB2 = mb.fma(scaledSum, totalB2);
            scale = scales[first + 3];
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[first + 3]);
            both = a3.reinterpretAsInts();
            totalA3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA3);
            totalA3 = ma.fma(scaledSum, totalA3);
            both = b3.reinterpretAsInts();
            totalB3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB3);
            totalB3 = mb.fma(scaledSum, totalB3);
        }
        totalA0.intoArray(tile, at);
        totalB0.intoArray(tile, at + LANES);
        totalA1.intoArray(tile, at + 2 * LANES);
        totalB1.intoArray(tile, at + 3 * LANES);
        totalA2.intoArray(tile, at + 4 * LANES);
        totalB2.intoArray(tile, at + 5 * LANES);
        totalA3.intoArray(tile, at + 6 * LANES);
        totalB3.intoArray(tile, at + 7 * LANES);
    }
}
