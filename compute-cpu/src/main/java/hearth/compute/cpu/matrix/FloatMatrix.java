package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** F32, F16 and BF16 in panels: for each column the values of the panel's rows side by side. */
final class FloatMatrix extends PanelMatrix {
    private static final int LANES = Lanes.LANES;

    FloatMatrix(MatrixSource source) {
        super(source, source.type().blockBytes() * PANEL_ROWS);
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.FLOATS;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, long panelOffset) {
        for (int row = 0; row < rowCount; row++) {
            switch (type) {
                case F32 -> packWords(stored, row * rowBytes, panelOffset + 4 * row);
                default -> packHalves(stored, row * rowBytes, panelOffset + 2 * row);
            }
        }
    }

    private void packWords(byte[] stored, int from, long to) {
        for (int column = 0; column < columns; column++) {
            int bits = (int) INTS.get(stored, from + 4 * column);
            if ((bits & 0x7F800000) == 0x7F800000) {
                throw notFinite();
            }
            weights.set(WeightMemory.INT, to + 4L * column * PANEL_ROWS, bits);
        }
    }

    private void packHalves(byte[] stored, int from, long to) {
        int exponent = type == TensorType.F16 ? 0x7C00 : 0x7F80;
        for (int column = 0; column < columns; column++) {
            short bits = (short) SHORTS.get(stored, from + 2 * column);
            if ((bits & exponent) == exponent) {
                throw notFinite();
            }
            weights.set(WeightMemory.SHORT, to + 2L * column * PANEL_ROWS, bits);
        }
    }

    private InvalidModelException notFinite() {
        return new InvalidModelException("a weight of type " + type + " is infinite or not a number");
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long at = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        for (int column = 0; column < columns; column++) {
            long index = (long) column * PANEL_ROWS + lane;
            target[targetOffset + column] = switch (type) {
                case F32 -> weights.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 4 * index);
                case F16 -> half(at + 2 * index);
                default -> Float.intBitsToFloat(weights.get(WeightMemory.SHORT, at + 2 * index) << 16);
            };
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        long at = panelOffset(panel);
        switch (type) {
            case F32 -> dotFloats(weights, at, columns, activations.values, token * columns, out, offset);
            case F16 -> dotHalves(weights, at, columns, activations.values, token * columns, out, offset);
            default -> dotBrainHalves(weights, at, columns, activations.values, token * columns, out, offset);
        }
    }

    private static void dotFloats(
            MemorySegment w, long at, int columns, float[] x, int xAt, float[] out, int offset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        for (int k = 0; k < columns; k++) {
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a = FloatVector.fromMemorySegment(Lanes.FLOAT, w, at + 8L * k * LANES, Lanes.LITTLE)
                    .fma(t, a);
            b = FloatVector.fromMemorySegment(Lanes.FLOAT, w, at + 8L * k * LANES + 4 * LANES, Lanes.LITTLE)
                    .fma(t, b);
        }
        a.intoArray(out, offset);
        b.intoArray(out, offset + LANES);
    }

    private static void dotHalves(
            MemorySegment w, long at, int columns, float[] x, int xAt, float[] out, int offset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        for (int k = 0; k < columns; k++) {
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a = ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 4L * k * LANES, Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 13)
                    .and(Lanes.HALF_BITS)
                    .reinterpretAsFloats()
                    .mul(Lanes.REBIAS)
                    .fma(t, a);
            b = ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 4L * k * LANES + 2 * LANES, Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 13)
                    .and(Lanes.HALF_BITS)
                    .reinterpretAsFloats()
                    .mul(Lanes.REBIAS)
                    .fma(t, b);
        }
        a.intoArray(out, offset);
        b.intoArray(out, offset + LANES);
    }

    private static void dotBrainHalves(
            MemorySegment w, long at, int columns, float[] x, int xAt, float[] out, int offset) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        for (int k = 0; k < columns; k++) {
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a = ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 4L * k * LANES, Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(t, a);
            b = ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 4L * k * LANES + 2 * LANES, Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .fma(t, b);
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
        java.util.Arrays.fill(out, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            unpack(panelOffset(panel), column, chunk, scratch.values);
            for (int i = 0; i < tiles; i++) {
                int x = (firstToken + i * Scratch.TILE_TOKENS) * columns + column * Scratch.TILE_TOKENS;
                FloatGemm.add(
                        scratch.values, chunk, activations.tileValues, x, out, i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
    }

    private void unpack(long panel, int column, int count, float[] values) {
        long at = panel + (long) column * PANEL_ROWS * type.blockBytes();
        int total = count * PANEL_ROWS;
        switch (type) {
            case F32 -> MemorySegment.copy(weights, ValueLayout.JAVA_FLOAT_UNALIGNED, at, values, 0, total);
            case F16 -> unpackHalves(weights, at, total, values);
            default -> unpackBrainHalves(weights, at, total, values);
        }
    }

    private static void unpackHalves(MemorySegment w, long at, int count, float[] values) {
        for (int i = 0; i < count; i += LANES) {
            ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2L * i, Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 13)
                    .and(Lanes.HALF_BITS)
                    .reinterpretAsFloats()
                    .mul(Lanes.REBIAS)
                    .intoArray(values, i);
        }
    }

    private static void unpackBrainHalves(MemorySegment w, long at, int count, float[] values) {
        for (int i = 0; i < count; i += LANES) {
            ((IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2L * i, Lanes.LITTLE)
                            .convertShape(VectorOperators.S2I, Lanes.INT, 0))
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .intoArray(values, i);
        }
    }
}
