package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * F16 and BF16 in panels: for each pair of columns one word a row, the even column in its lower half. A last odd column has words whose
 * upper halves are zero.
 *
 * <p>A binary16 number is moved to where binary32 has sign, exponent and magnitude and is then 2^112 times too small. Activations come
 * 2^56 times too large and sums are multiplied by 2^56 at the end. Powers of two round nothing, as long as activations stay below 2^72
 * and sums above 2^-70.
 *
 * <p>A subnormal number, moved like this, is a subnormal float, and some processors take more than a hundred cycles for each vector that
 * has one. So a panel of F16 whose weights are all below 64 keeps them 2^10 times too large, which makes the subnormal ones normal. After
 * its words comes what its sums are multiplied with, a binary32.
 */
final class HalfMatrix extends PanelMatrix {
    /** What activations of F16 weights are multiplied with, and sums again. */
    static final float SCALE = 0x1p56f;

    /** {@link #SCALE} for panels whose weights are 2^10 times too large. */
    private static final float LIFTED_SCALE = 0x1p46f;
    private static final int LIFT = 0x28002800;
    /** Of a panel's end, so that the next begins a cache line. */
    private static final int SCALE_BYTES = 64;

    private static final int LANES = Lanes.LANES;
    /** Sign, exponent and magnitude of a binary16 number where binary32 has them. */
    private static final int HALF_BITS = 0x8FFFE000;
    private static final int UPPER = 0xFFFF0000;

    private final boolean binary16;

    HalfMatrix(MatrixSource source) {
        super(source, pairs(source.columns()) * 4L * PANEL_ROWS + (source.type() == TensorType.F16 ? SCALE_BYTES : 0));
        this.binary16 = source.type() == TensorType.F16;
    }

    private static int pairs(int columns) {
        return (columns + 1) / 2;
    }

    @Override
    ActivationKind activationKind() {
        return binary16 ? ActivationKind.SCALED_FLOATS : ActivationKind.FLOATS;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        boolean lifted = binary16 && pack(stored, rowBytes, rowCount, panel, true);
        if (!lifted) {
            pack(stored, rowBytes, rowCount, panel, false);
        }
        if (binary16) {
            INTS.set(panel, panel.length - SCALE_BYTES, Float.floatToRawIntBits(lifted ? LIFTED_SCALE : SCALE));
        }
    }

    /** @return whether all weights were small enough to be lifted, if they were to be */
    private boolean pack(byte[] stored, int rowBytes, int rowCount, byte[] panel, boolean lifted) {
        for (int first = 0; first < columns; first += PACKED_COLUMNS) {
            for (int row = 0; row < rowCount; row++) {
                if (!packRow(stored, row * rowBytes, panel, 4 * row, first, lifted)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The columns of one row from {@code first} on, two at a time. */
    private boolean packRow(byte[] stored, int from, byte[] panel, int to, int first, boolean lifted) {
        int end = Math.min(first + PACKED_COLUMNS, columns);
        int exponent = binary16 ? 0x7C00 : 0x7F80;
        for (int column = first; column < end; column += 2) {
            boolean pair = column + 1 < columns;
            int two = pair ? (int) INTS.get(stored, from + 2 * column) : (short) SHORTS.get(stored, from + 2 * column) & 0xFFFF;
            if ((two & exponent) == exponent || (two >>> 16 & exponent) == exponent) {
                throw new InvalidModelException("a weight of type " + type + " is infinite or not a number");
            }
            if (lifted) {
                // Sums carry into a half's highest bit where its magnitude is 64 or more, or normal.
                int magnitudes = two & 0x7FFF7FFF;
                if ((magnitudes + 0x2C002C00 & 0x80008000) != 0) {
                    return false;
                }
                boolean normal = (magnitudes + 0x7C007C00 & 0x80008000) == 0x80008000;
                two = normal ? two + LIFT : lift(two) & 0xFFFF | lift(two >>> 16) << 16;
            }
            INTS.set(panel, to + place(column), two);
        }
        return true;
    }

    private static short lift(int half) {
        return Float.floatToFloat16(Float.float16ToFloat((short) half) * 0x1p10f);
    }

    private float sumScale(int panel) {
        return Float.intBitsToFloat(weights.get(WeightMemory.INT, panelOffset(panel + 1) - SCALE_BYTES));
    }

    private static int place(int column) {
        return 4 * (column / 2) * PANEL_ROWS + 2 * (column % 2);
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long at = panelOffset(row / PANEL_ROWS) + 4 * (row % PANEL_ROWS);
        float scale = binary16 ? sumScale(row / PANEL_ROWS) / SCALE : 1;
        for (int column = 0; column < columns; column++) {
            short bits = weights.get(WeightMemory.SHORT, at + place(column));
            target[targetOffset + column] = binary16 ? Float.float16ToFloat(bits) * scale : Float.intBitsToFloat(bits << 16);
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        long at = panelOffset(panel);
        int x = token * columns;
        if (binary16) {
            dotHalves(weights, at, columns, sumScale(panel), activations.values, x, out, offset);
        } else {
            dotBrainHalves(weights, at, columns, activations.values, x, out, offset);
        }
    }

    private static void dotHalves(
            MemorySegment w, long at, int columns, float scale, float[] x, int xAt, float[] out, int offset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        int pairs = columns / 2;
        for (int k = 0; k < pairs; k++) {
            FloatVector even = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k]);
            FloatVector odd = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k + 1]);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES, Lanes.LITTLE);
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES + 4 * LANES, Lanes.LITTLE);
            a = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, a);
            b = v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, b);
            a = u.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS).reinterpretAsFloats().fma(odd, a);
            b = v.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS).reinterpretAsFloats().fma(odd, b);
        }
        if (columns % 2 != 0) {
            FloatVector even = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * pairs]);
            a = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * pairs * LANES, Lanes.LITTLE)
                    .lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, a);
            b = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * pairs * LANES + 4 * LANES, Lanes.LITTLE)
                    .lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, b);
        }
        a.mul(scale).intoArray(out, offset);
        b.mul(scale).intoArray(out, offset + LANES);
    }

    @Override
    boolean multipliesTwo() {
        return columns % 2 == 0;
    }

    @Override
    void multiplyOneOfTwo(
            Activations activations,
            int token,
            int panel,
            PanelMatrix second,
            int secondPanel,
            Scratch scratch,
            float[] out,
            int offset,
            float[] secondOut,
            int secondOffset) {
        float[] x = activations.values;
        int xAt = token * columns;
        long at = panelOffset(panel);
        long secondAt = second.panelOffset(secondPanel);
        if (binary16) {
            float scale = sumScale(panel);
            float secondScale = ((HalfMatrix) second).sumScale(secondPanel);
            dotHalvesOfTwo(
                    weights, at, scale, second.weights, secondAt, secondScale, columns, x, xAt, out, offset, secondOut, secondOffset);
        } else {
            dotBrainHalvesOfTwo(weights, at, second.weights, secondAt, columns, x, xAt, out, offset, secondOut, secondOffset);
        }
    }

    /** As {@link #dotHalves}. With one panel the processor waits for each sum before it adds to it; with two it has more to do meanwhile. */
    private static void dotHalvesOfTwo(
            MemorySegment w,
            long at,
            float scale,
            MemorySegment s,
            long secondAt,
            float secondScale,
            int columns,
            float[] x,
            int xAt,
            float[] out,
            int offset,
            float[] secondOut,
            int secondOffset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int pairs = columns / 2;
        for (int k = 0; k < pairs; k++) {
            FloatVector even = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k]);
            FloatVector odd = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k + 1]);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES, Lanes.LITTLE);
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES + 4 * LANES, Lanes.LITTLE);
            a = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, a);
            b = v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, b);
            a = u.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS).reinterpretAsFloats().fma(odd, a);
            b = v.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS).reinterpretAsFloats().fma(odd, b);
            u = IntVector.fromMemorySegment(Lanes.INT, s, secondAt + 8L * k * LANES, Lanes.LITTLE);
            v = IntVector.fromMemorySegment(Lanes.INT, s, secondAt + 8L * k * LANES + 4 * LANES, Lanes.LITTLE);
            c = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, c);
            d = v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                    .reinterpretAsFloats().fma(even, d);
            c = u.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS).reinterpretAsFloats().fma(odd, c);
            d = v.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS).reinterpretAsFloats().fma(odd, d);
        }
        a.mul(scale).intoArray(out, offset);
        b.mul(scale).intoArray(out, offset + LANES);
        c.mul(secondScale).intoArray(secondOut, secondOffset);
        d.mul(secondScale).intoArray(secondOut, secondOffset + LANES);
    }

    private static void dotBrainHalvesOfTwo(
            MemorySegment w,
            long at,
            MemorySegment s,
            long secondAt,
            int columns,
            float[] x,
            int xAt,
            float[] out,
            int offset,
            float[] secondOut,
            int secondOffset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int pairs = columns / 2;
        for (int k = 0; k < pairs; k++) {
            FloatVector even = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k]);
            FloatVector odd = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k + 1]);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES, Lanes.LITTLE);
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES + 4 * LANES, Lanes.LITTLE);
            a = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, a);
            b = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, b);
            a = u.and(UPPER).reinterpretAsFloats().fma(odd, a);
            b = v.and(UPPER).reinterpretAsFloats().fma(odd, b);
            u = IntVector.fromMemorySegment(Lanes.INT, s, secondAt + 8L * k * LANES, Lanes.LITTLE);
            v = IntVector.fromMemorySegment(Lanes.INT, s, secondAt + 8L * k * LANES + 4 * LANES, Lanes.LITTLE);
            c = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, c);
            d = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, d);
            c = u.and(UPPER).reinterpretAsFloats().fma(odd, c);
            d = v.and(UPPER).reinterpretAsFloats().fma(odd, d);
        }
        a.intoArray(out, offset);
        b.intoArray(out, offset + LANES);
        c.intoArray(secondOut, secondOffset);
        d.intoArray(secondOut, secondOffset + LANES);
    }

    private static void dotBrainHalves(
            MemorySegment w, long at, int columns, float[] x, int xAt, float[] out, int offset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        int pairs = columns / 2;
        for (int k = 0; k < pairs; k++) {
            FloatVector even = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k]);
            FloatVector odd = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * k + 1]);
            IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES, Lanes.LITTLE);
            IntVector v = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * k * LANES + 4 * LANES, Lanes.LITTLE);
            a = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, a);
            b = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, b);
            a = u.and(UPPER).reinterpretAsFloats().fma(odd, a);
            b = v.and(UPPER).reinterpretAsFloats().fma(odd, b);
        }
        if (columns % 2 != 0) {
            FloatVector even = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 2 * pairs]);
            a = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * pairs * LANES, Lanes.LITTLE)
                    .lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, a);
            b = IntVector.fromMemorySegment(Lanes.INT, w, at + 8L * pairs * LANES + 4 * LANES, Lanes.LITTLE)
                    .lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(even, b);
        }
        a.intoArray(out, offset);
        b.intoArray(out, offset + LANES);
    }

    @Override
    boolean multipliesPairs() {
        return false;
    }

    @Override
    void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        int sums = tiles * Scratch.TILE_TOKENS * PANEL_ROWS;
        Arrays.fill(out, 0, sums, 0);
        for (int column = 0; column < columns; column += Scratch.FLOAT_CHUNK) {
            int chunk = Math.min(Scratch.FLOAT_CHUNK, columns - column);
            readAhead(panel, column, scratch);
            long at = panelOffset(panel) + place(column);
            if (binary16) {
                unpackHalves(weights, at, pairs(chunk), scratch.values);
            } else {
                unpackBrainHalves(weights, at, pairs(chunk), scratch.values);
            }
            for (int i = 0; i < tiles; i++) {
                int x = (firstToken + i * Scratch.TILE_TOKENS) * columns + column * Scratch.TILE_TOKENS;
                FloatGemm.add(
                        scratch.values, chunk, activations.tileValues, x, out, i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
        if (binary16) {
            float scale = sumScale(panel);
            for (int i = 0; i < sums; i++) {
                out[i] *= scale;
            }
        }
    }

    /** Numbers stay 2^112 times too small. */
    private static void unpackHalves(MemorySegment w, long at, int pairs, float[] values) {
        for (int k = 0; k < pairs; k++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, at + 4L * (k * PANEL_ROWS + half), Lanes.LITTLE);
                u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                        .reinterpretAsFloats().intoArray(values, 2 * k * PANEL_ROWS + half);
                u.lanewise(VectorOperators.ASHR, 3).and(HALF_BITS)
                        .reinterpretAsFloats().intoArray(values, (2 * k + 1) * PANEL_ROWS + half);
            }
        }
    }

    private static void unpackBrainHalves(MemorySegment w, long at, int pairs, float[] values) {
        for (int k = 0; k < pairs; k++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                IntVector u = IntVector.fromMemorySegment(Lanes.INT, w, at + 4L * (k * PANEL_ROWS + half), Lanes.LITTLE);
                u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(values, 2 * k * PANEL_ROWS + half);
                u.and(UPPER).reinterpretAsFloats().intoArray(values, (2 * k + 1) * PANEL_ROWS + half);
            }
        }
    }
}
