package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.InvalidModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** F32 in panels: for each column the values of the panel's rows side by side. */
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
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        for (int first = 0; first < columns; first += PACKED_COLUMNS) {
            for (int row = 0; row < rowCount; row++) {
                packRow(stored, row * rowBytes, panel, 4 * row, first);
            }
        }
    }

    private void packRow(byte[] stored, int from, byte[] panel, int to, int first) {
        for (int column = first; column < Math.min(first + PACKED_COLUMNS, columns); column++) {
            int bits = (int) INTS.get(stored, from + 4 * column);
            if ((bits & 0x7F800000) == 0x7F800000) {
                throw new InvalidModelException("a weight of type " + type + " is infinite or not a number");
            }
            INTS.set(panel, to + 4 * column * PANEL_ROWS, bits);
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long at = panelOffset(row / PANEL_ROWS) + 4 * (row % PANEL_ROWS);
        for (int column = 0; column < columns; column++) {
            target[targetOffset + column] = weights.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at + 4L * column * PANEL_ROWS);
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        dot(weights, panelOffset(panel), columns, activations.values, token * columns, out, offset);
    }

    private static void dot(
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

    @Override
    boolean multipliesPairs() {
        return false;
    }

    @Override
    void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        Arrays.fill(out, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.FLOAT_CHUNK) {
            int chunk = Math.min(Scratch.FLOAT_CHUNK, columns - column);
            readAhead(panel, column, scratch);
            long at = panelOffset(panel) + 4L * column * PANEL_ROWS;
            MemorySegment.copy(weights, ValueLayout.JAVA_FLOAT_UNALIGNED, at, scratch.values, 0, chunk * PANEL_ROWS);
            for (int i = 0; i < tiles; i++) {
                int x = (firstToken + i * Scratch.TILE_TOKENS) * columns + column * Scratch.TILE_TOKENS;
                FloatGemm.add(
                        scratch.values, chunk, activations.tileValues, x, out, i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
    }
}
