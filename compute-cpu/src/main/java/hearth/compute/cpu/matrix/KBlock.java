package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** Scales the integer sums of one token and one packed block of 256 columns of a K-quant. */
final class KBlock {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private KBlock() {}

    /**
     * out += d·scale · Σ sums·scales. Block layout: binary16 d, {@code subBlocks} bytes in the sub-blocks, each beginning with its
     * scale bytes; there are {@code sumsPerSubBlock} vectors of sums for each.
     */
    static void add(
            MemorySegment w,
            long at,
            int subBlocks,
            int subBlockBytes,
            int sumCount,
            int sumsPerSubBlock,
            Activations x,
            int block,
            short[] sums,
            float[] out,
            int offset) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            IntVector total = IntVector.zero(Lanes.INT);
            for (int i = 0; i < sumCount; i++) {
                ShortVector both = ShortVector.fromArray(Lanes.SHORT, sums, 2 * i * PANEL_ROWS + 2 * half);
                long scale = at + subBlocks + i / sumsPerSubBlock * (long) subBlockBytes + half;
                total = total.add(Lanes.widen(both).mul(Lanes.bytes(w, scale)));
            }
            FloatVector factor = Lanes.halves(w, at + 2 * half).mul(x.scales[block]);
            Lanes.toFloat(total)
                    .fma(factor, FloatVector.fromArray(Lanes.FLOAT, out, offset + half))
                    .intoArray(out, offset + half);
        }
    }

    /** out -= dmin·scale · Σ minima·sums; the minimum bytes follow a sub-block's scale bytes, binary16 dmin follows d. */
    static void subtractMinima(
            MemorySegment w,
            long at,
            int subBlocks,
            int subBlockBytes,
            Activations x,
            int block,
            float[] out,
            int offset) {
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            FloatVector total = FloatVector.zero(Lanes.FLOAT);
            for (int i = 0; i < 8; i++) {
                long minimum = at + subBlocks + i * (long) subBlockBytes + PANEL_ROWS + half;
                // Whole numbers below 2^24: exact.
                total = Lanes.toFloat(Lanes.bytes(w, minimum))
                        .fma(FloatVector.broadcast(Lanes.FLOAT, x.sums[block * 8 + i]), total);
            }
            FloatVector factor = Lanes.halves(w, at + 2 * PANEL_ROWS + 2 * half).mul(-x.scales[block]);
            total.fma(factor, FloatVector.fromArray(Lanes.FLOAT, out, offset + half))
                    .intoArray(out, offset + half);
        }
    }
}
