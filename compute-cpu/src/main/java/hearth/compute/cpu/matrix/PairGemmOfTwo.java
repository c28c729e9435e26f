package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The micro-kernel of {@link PairGemm} for two panels and two tokens: the same sums, to the bit, with fewer broadcasts. It needs more
 * than 16 registers.
 */
final class PairGemmOfTwo {
    /** At 512 bits a broadcast costs about as much as an addition; narrower ones are free, and registers are few. */
    static final boolean PAYS = Lanes.LANES == 16;

    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private PairGemmOfTwo() {}

    /** {@link PairGemm#addSuperBlock} for two panels, of which {@code tile} and {@code secondTile} are the results for two tokens. */
    static void addSuperBlocks(
            Scratch first,
            Scratch second,
            int count,
            int depth,
            float[] x,
            int xAt,
            float[] tokenScales,
            int scaleAt,
            float[] tile,
            float[] secondTile,
            int at) {
        int[] w = first.pairs;
        int[] v = second.pairs;
        IntVector totalA0 = IntVector.zero(Lanes.INT);
        IntVector totalB0 = totalA0;
        IntVector totalC0 = totalA0;
        IntVector totalD0 = totalA0;
        IntVector totalA1 = totalA0;
        IntVector totalB1 = totalA0;
        IntVector totalC1 = totalA0;
        IntVector totalD1 = totalA0;
        for (int sub = 0; sub < count; sub++) {
            ShortVector a0 = ShortVector.zero(Lanes.SHORT);
            ShortVector b0 = a0;
            ShortVector c0 = a0;
            ShortVector d0 = a0;
            ShortVector a1 = a0;
            ShortVector b1 = a0;
            ShortVector c1 = a0;
            ShortVector d1 = a0;
            for (int k = sub * depth; k < sub * depth + depth; k++) {
                ShortVector p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k]).reinterpretAsShorts();
                ShortVector q = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 1]).reinterpretAsShorts();
                ShortVector u = IntVector.fromArray(Lanes.INT, w, 2 * k * LANES).reinterpretAsShorts();
                a0 = a0.add(u.mul(p));
                a1 = a1.add(u.mul(q));
                u = IntVector.fromArray(Lanes.INT, w, 2 * k * LANES + LANES).reinterpretAsShorts();
                b0 = b0.add(u.mul(p));
                b1 = b1.add(u.mul(q));
                u = IntVector.fromArray(Lanes.INT, v, 2 * k * LANES).reinterpretAsShorts();
                c0 = c0.add(u.mul(p));
                c1 = c1.add(u.mul(q));
                u = IntVector.fromArray(Lanes.INT, v, 2 * k * LANES + LANES).reinterpretAsShorts();
                d0 = d0.add(u.mul(p));
                d1 = d1.add(u.mul(q));
            }
            IntVector scale = IntVector.fromArray(Lanes.INT, first.scales, sub * PANEL_ROWS);
            IntVector both = a0.reinterpretAsInts();
            totalA0 = totalA0.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = a1.reinterpretAsInts();
            totalA1 = totalA1.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            scale = IntVector.fromArray(Lanes.INT, first.scales, sub * PANEL_ROWS + LANES);
            both = b0.reinterpretAsInts();
            totalB0 = totalB0.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = b1.reinterpretAsInts();
            totalB1 = totalB1.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            scale = IntVector.fromArray(Lanes.INT, second.scales, sub * PANEL_ROWS);
            both = c0.reinterpretAsInts();
            totalC0 = totalC0.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = c1.reinterpretAsInts();
            totalC1 = totalC1.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            scale = IntVector.fromArray(Lanes.INT, second.scales, sub * PANEL_ROWS + LANES);
            both = d0.reinterpretAsInts();
            totalD0 = totalD0.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
            both = d1.reinterpretAsInts();
            totalD1 = totalD1.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16)).mul(scale));
        }
        float factor = tokenScales[scaleAt];
        float secondFactor = tokenScales[scaleAt + 1];
        FloatVector d = FloatVector.fromArray(Lanes.FLOAT, first.blockScales, 0);
        ((FloatVector) totalA0.convert(VectorOperators.I2F, 0))
                .fma(d.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at))
                .intoArray(tile, at);
        ((FloatVector) totalA1.convert(VectorOperators.I2F, 0))
                .fma(d.mul(secondFactor), FloatVector.fromArray(Lanes.FLOAT, tile, at + PANEL_ROWS))
                .intoArray(tile, at + PANEL_ROWS);
        d = FloatVector.fromArray(Lanes.FLOAT, first.blockScales, LANES);
        ((FloatVector) totalB0.convert(VectorOperators.I2F, 0))
                .fma(d.mul(factor), FloatVector.fromArray(Lanes.FLOAT, tile, at + LANES))
                .intoArray(tile, at + LANES);
        ((FloatVector) totalB1.convert(VectorOperators.I2F, 0))
                .fma(d.mul(secondFactor), FloatVector.fromArray(Lanes.FLOAT, tile, at + PANEL_ROWS + LANES))
                .intoArray(tile, at + PANEL_ROWS + LANES);
        d = FloatVector.fromArray(Lanes.FLOAT, second.blockScales, 0);
        ((FloatVector) totalC0.convert(VectorOperators.I2F, 0))
                .fma(d.mul(factor), FloatVector.fromArray(Lanes.FLOAT, secondTile, at))
                .intoArray(secondTile, at);
        ((FloatVector) totalC1.convert(VectorOperators.I2F, 0))
                .fma(d.mul(secondFactor), FloatVector.fromArray(Lanes.FLOAT, secondTile, at + PANEL_ROWS))
                .intoArray(secondTile, at + PANEL_ROWS);
        d = FloatVector.fromArray(Lanes.FLOAT, second.blockScales, LANES);
        ((FloatVector) totalD0.convert(VectorOperators.I2F, 0))
                .fma(d.mul(factor), FloatVector.fromArray(Lanes.FLOAT, secondTile, at + LANES))
                .intoArray(secondTile, at + LANES);
        ((FloatVector) totalD1.convert(VectorOperators.I2F, 0))
                .fma(d.mul(secondFactor), FloatVector.fromArray(Lanes.FLOAT, secondTile, at + PANEL_ROWS + LANES))
                .intoArray(secondTile, at + PANEL_ROWS + LANES);
    }
}
