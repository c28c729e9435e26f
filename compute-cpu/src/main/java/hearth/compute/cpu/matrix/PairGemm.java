package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The micro-kernels of small integer weights: one panel times a tile of four tokens. Products are summed in int16 as long as they
 * fit, then widened and scaled while they are still in registers. Only calls of the Vector API, which are always inlined.
 *
 * <p>Weights are int16 pairs (column pair, panel row), activations those of a tile (column pair, token); {@code xAt} is where the
 * first column's begin. Results are (token, panel row).
 */
final class PairGemm {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private PairGemm() {}

    /**
     * totals += Σ sums · scales, for {@code count} sub-blocks of {@code depth} pairs each; scales are whole numbers, (sub-block, panel
     * row). What is in totals already counts: a start other than zero makes up for weights that are too small by a constant.
     */
    static void addTotals(int[] weights, int count, int depth, int[] scales, float[] x, int xAt, int[] totals) {
        IntVector totalA0 = IntVector.fromArray(Lanes.INT, totals, 0);
        IntVector totalB0 = IntVector.fromArray(Lanes.INT, totals, LANES);
        IntVector totalA1 = IntVector.fromArray(Lanes.INT, totals, 2 * LANES);
        IntVector totalB1 = IntVector.fromArray(Lanes.INT, totals, 3 * LANES);
        IntVector totalA2 = IntVector.fromArray(Lanes.INT, totals, 4 * LANES);
        IntVector totalB2 = IntVector.fromArray(Lanes.INT, totals, 5 * LANES);
        IntVector totalA3 = IntVector.fromArray(Lanes.INT, totals, 6 * LANES);
        IntVector totalB3 = IntVector.fromArray(Lanes.INT, totals, 7 * LANES);
        for (int sub = 0; sub < count; sub++) {
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            int first = sub * depth * PANEL_ROWS & Lanes.INDEX;
            int pair = xAt + sub * depth * 4 & Lanes.INDEX;
            for (int k = 0; k < (depth & Lanes.COUNT); k++) {
                ShortVector v = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES).reinterpretAsShorts();
                ShortVector u = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES + LANES).reinterpretAsShorts();
                ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k]).reinterpretAsShorts();
                a0 = a0.add(v.mul(p));
                b0 = b0.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 1]).reinterpretAsShorts();
                a1 = a1.add(v.mul(p));
                b1 = b1.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 2]).reinterpretAsShorts();
                a2 = a2.add(v.mul(p));
                b2 = b2.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 3]).reinterpretAsShorts();
                a3 = a3.add(v.mul(p));
                b3 = b3.add(u.mul(p));
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
        totalA0.intoArray(totals, 0);
        totalB0.intoArray(totals, LANES);
        totalA1.intoArray(totals, 2 * LANES);
        totalB1.intoArray(totals, 3 * LANES);
        totalA2.intoArray(totals, 4 * LANES);
        totalB2.intoArray(totals, 5 * LANES);
        totalA3.intoArray(totals, 6 * LANES);
        totalB3.intoArray(totals, 7 * LANES);
    }

    /** tile += Σ sums · scales · d · token scales: {@link #addTotals} from zero and all its scaling; d is (panel row). */
    static void addSuperBlock(
            int[] weights,
            int count,
            int depth,
            int[] scales,
            float[] x,
            int xAt,
            float[] d,
            float[] tokenScales,
            int scaleAt,
            float[] tile,
            int at) {
        int to = at & Lanes.INDEX;
        IntVector totalA0 = IntVector.zero(Lanes.INT);
        IntVector totalB0 = totalA0;
        IntVector totalA1 = totalA0;
        IntVector totalB1 = totalA0;
        IntVector totalA2 = totalA0;
        IntVector totalB2 = totalA0;
        IntVector totalA3 = totalA0;
        IntVector totalB3 = totalA0;
        for (int sub = 0; sub < count; sub++) {
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            int first = sub * depth * PANEL_ROWS & Lanes.INDEX;
            int pair = xAt + sub * depth * 4 & Lanes.INDEX;
            for (int k = 0; k < (depth & Lanes.COUNT); k++) {
                ShortVector v = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES).reinterpretAsShorts();
                ShortVector u = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES + LANES).reinterpretAsShorts();
                ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k]).reinterpretAsShorts();
                a0 = a0.add(v.mul(p));
                b0 = b0.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 1]).reinterpretAsShorts();
                a1 = a1.add(v.mul(p));
                b1 = b1.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 2]).reinterpretAsShorts();
                a2 = a2.add(v.mul(p));
                b2 = b2.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 3]).reinterpretAsShorts();
                a3 = a3.add(v.mul(p));
                b3 = b3.add(u.mul(p));
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
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to))
                .intoArray(tile, to);
        ((FloatVector) totalB0.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + LANES))
                .intoArray(tile, to + LANES);
        factor = tokenScales[scaleAt + 1];
        ((FloatVector) totalA1.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + 2 * LANES))
                .intoArray(tile, to + 2 * LANES);
        ((FloatVector) totalB1.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + 3 * LANES))
                .intoArray(tile, to + 3 * LANES);
        factor = tokenScales[scaleAt + 2];
        ((FloatVector) totalA2.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + 4 * LANES))
                .intoArray(tile, to + 4 * LANES);
        ((FloatVector) totalB2.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + 5 * LANES))
                .intoArray(tile, to + 5 * LANES);
        factor = tokenScales[scaleAt + 3];
        ((FloatVector) totalA3.convert(VectorOperators.I2F, 0))
                .fma(da.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + 6 * LANES))
                .intoArray(tile, to + 6 * LANES);
        ((FloatVector) totalB3.convert(VectorOperators.I2F, 0))
                .fma(db.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, to + 7 * LANES))
                .intoArray(tile, to + 7 * LANES);
    }

    /**
     * tile += Σ sums · d · scales, for {@code count} blocks of 32 columns; d is (block, panel row), scales are (block, token), one for
     * 2^shift blocks.
     */
    static void addBlocks(
            int[] weights,
            int count,
            float[] d,
            float[] x,
            int xAt,
            float[] scales,
            int scaleAt,
            int shift,
            float[] tile,
            int at) {
        int to = at & Lanes.INDEX;
        FloatVector totalA0 = FloatVector.fromArray(Lanes.FLOAT, tile, to);
        FloatVector totalB0 = FloatVector.fromArray(Lanes.FLOAT, tile, to + LANES);
        FloatVector totalA1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 2 * LANES);
        FloatVector totalB1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 3 * LANES);
        FloatVector totalA2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 4 * LANES);
        FloatVector totalB2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 5 * LANES);
        FloatVector totalA3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 6 * LANES);
        FloatVector totalB3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 7 * LANES);
        for (int block = 0; block < count; block++) {
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            int first = block * 16 * PANEL_ROWS & Lanes.INDEX;
            int pair = xAt + block * 16 * 4 & Lanes.INDEX;
            for (int k = 0; k < 16; k++) {
                ShortVector v = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES).reinterpretAsShorts();
                ShortVector u = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES + LANES).reinterpretAsShorts();
                ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k]).reinterpretAsShorts();
                a0 = a0.add(v.mul(p));
                b0 = b0.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 1]).reinterpretAsShorts();
                a1 = a1.add(v.mul(p));
                b1 = b1.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 2]).reinterpretAsShorts();
                a2 = a2.add(v.mul(p));
                b2 = b2.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 3]).reinterpretAsShorts();
                a3 = a3.add(v.mul(p));
                b3 = b3.add(u.mul(p));
            }
            int scaleFrom = scaleAt + 4 * (block >> shift);
            FloatVector da = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS);
            FloatVector db = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS + LANES);
            IntVector both;
            float scale;
            scale = scales[scaleFrom];
            both = a0.reinterpretAsInts();
            totalA0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA0);
            both = b0.reinterpretAsInts();
            totalB0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB0);
            scale = scales[scaleFrom + 1];
            both = a1.reinterpretAsInts();
            totalA1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA1);
            both = b1.reinterpretAsInts();
            totalB1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB1);
            scale = scales[scaleFrom + 2];
            both = a2.reinterpretAsInts();
            totalA2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA2);
            both = b2.reinterpretAsInts();
            totalB2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB2);
            scale = scales[scaleFrom + 3];
            both = a3.reinterpretAsInts();
            totalA3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA3);
            both = b3.reinterpretAsInts();
            totalB3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB3);
        }
        totalA0.intoArray(tile, to);
        totalB0.intoArray(tile, to + LANES);
        totalA1.intoArray(tile, to + 2 * LANES);
        totalB1.intoArray(tile, to + 3 * LANES);
        totalA2.intoArray(tile, to + 4 * LANES);
        totalB2.intoArray(tile, to + 5 * LANES);
        totalA3.intoArray(tile, to + 6 * LANES);
        totalB3.intoArray(tile, to + 7 * LANES);
    }

    /**
     * tile += Σ (sums + lift · token sums) · d · scales + m · scaled sums, for {@code count} blocks of 32 columns; d and m are (block,
     * panel row). {@code blockAt} is where the tile's scales, sums and scaled sums of the first block begin, (block, token).
     */
    static void addBlocksWithMinimum(
            int[] weights,
            int count,
            float[] d,
            float[] m,
            float[] x,
            int xAt,
            Activations tokens,
            int blockAt,
            int lift,
            float[] tile,
            int at) {
        int to = at & Lanes.INDEX;
        float[] scales = tokens.tileScales;
        float[] sums = tokens.tileSums;
        float[] scaledSums = tokens.tileScaledSums;
        FloatVector totalA0 = FloatVector.fromArray(Lanes.FLOAT, tile, to);
        FloatVector totalB0 = FloatVector.fromArray(Lanes.FLOAT, tile, to + LANES);
        FloatVector totalA1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 2 * LANES);
        FloatVector totalB1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 3 * LANES);
        FloatVector totalA2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 4 * LANES);
        FloatVector totalB2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 5 * LANES);
        FloatVector totalA3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 6 * LANES);
        FloatVector totalB3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 7 * LANES);
        for (int block = 0; block < count; block++) {
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector a2 = a0;
            ShortVector b2 = a0;
            ShortVector a3 = a0;
            ShortVector b3 = a0;
            int first = block * 16 * PANEL_ROWS & Lanes.INDEX;
            int pair = xAt + block * 16 * 4 & Lanes.INDEX;
            for (int k = 0; k < 16; k++) {
                ShortVector v = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES).reinterpretAsShorts();
                ShortVector u = IntVector.fromArray(Lanes.INT, weights, first + 2 * k * LANES + LANES).reinterpretAsShorts();
                ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k]).reinterpretAsShorts();
                a0 = a0.add(v.mul(p));
                b0 = b0.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 1]).reinterpretAsShorts();
                a1 = a1.add(v.mul(p));
                b1 = b1.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 2]).reinterpretAsShorts();
                a2 = a2.add(v.mul(p));
                b2 = b2.add(u.mul(p));
                p = FloatVector.broadcast(Lanes.FLOAT, x[pair + 4 * k + 3]).reinterpretAsShorts();
                a3 = a3.add(v.mul(p));
                b3 = b3.add(u.mul(p));
            }
            int scaleFrom = blockAt + 4 * block;
            FloatVector da = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS);
            FloatVector db = FloatVector.fromArray(Lanes.FLOAT, d, block * PANEL_ROWS + LANES);
            FloatVector ma = FloatVector.fromArray(Lanes.FLOAT, m, block * PANEL_ROWS);
            FloatVector mb = FloatVector.fromArray(Lanes.FLOAT, m, block * PANEL_ROWS + LANES);
            IntVector lifted;
            FloatVector scaledSum;
            IntVector both;
            float scale;
            scale = scales[scaleFrom];
            lifted = IntVector.broadcast(Lanes.INT, lift * (int) sums[scaleFrom]);
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[scaleFrom]);
            both = a0.reinterpretAsInts();
            totalA0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA0);
            totalA0 = ma.fma(scaledSum, totalA0);
            both = b0.reinterpretAsInts();
            totalB0 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB0);
            totalB0 = mb.fma(scaledSum, totalB0);
            scale = scales[scaleFrom + 1];
            lifted = IntVector.broadcast(Lanes.INT, lift * (int) sums[scaleFrom + 1]);
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[scaleFrom + 1]);
            both = a1.reinterpretAsInts();
            totalA1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA1);
            totalA1 = ma.fma(scaledSum, totalA1);
            both = b1.reinterpretAsInts();
            totalB1 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB1);
            totalB1 = mb.fma(scaledSum, totalB1);
            scale = scales[scaleFrom + 2];
            lifted = IntVector.broadcast(Lanes.INT, lift * (int) sums[scaleFrom + 2]);
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[scaleFrom + 2]);
            both = a2.reinterpretAsInts();
            totalA2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA2);
            totalA2 = ma.fma(scaledSum, totalA2);
            both = b2.reinterpretAsInts();
            totalB2 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB2);
            totalB2 = mb.fma(scaledSum, totalB2);
            scale = scales[scaleFrom + 3];
            lifted = IntVector.broadcast(Lanes.INT, lift * (int) sums[scaleFrom + 3]);
            scaledSum = FloatVector.broadcast(Lanes.FLOAT, scaledSums[scaleFrom + 3]);
            both = a3.reinterpretAsInts();
            totalA3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(da.mul(scale), totalA3);
            totalA3 = ma.fma(scaledSum, totalA3);
            both = b3.reinterpretAsInts();
            totalB3 = ((FloatVector) both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                            .add(both.lanewise(VectorOperators.ASHR, 16))
                            .add(lifted)
                            .convert(VectorOperators.I2F, 0))
                    .fma(db.mul(scale), totalB3);
            totalB3 = mb.fma(scaledSum, totalB3);
        }
        totalA0.intoArray(tile, to);
        totalB0.intoArray(tile, to + LANES);
        totalA1.intoArray(tile, to + 2 * LANES);
        totalB1.intoArray(tile, to + 3 * LANES);
        totalA2.intoArray(tile, to + 4 * LANES);
        totalB2.intoArray(tile, to + 5 * LANES);
        totalA3.intoArray(tile, to + 6 * LANES);
        totalB3.intoArray(tile, to + 7 * LANES);
    }
}
