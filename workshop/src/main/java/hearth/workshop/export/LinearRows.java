package hearth.workshop.export;

import hearth.workshop.gptq.AffineFormat;
import hearth.workshop.gptq.AffineMatrix;
import java.util.BitSet;

/** A linear layer of the source while its rows are rounded; they may come in pieces and in another order. */
final class LinearRows {
    private final AffineMatrix matrix;
    private final BitSet done = new BitSet();

    LinearRows(AffineFormat format, int rows, int columns) {
        int groups = Math.multiplyExact(rows, columns / format.groupSize());
        matrix = new AffineMatrix(format, rows, columns, new byte[Math.multiplyExact(rows, columns)], new short[groups], new byte[groups]);
    }

    /** Takes a row of a rounded matrix. */
    void put(AffineMatrix from, int fromRow, int row) {
        int columns = matrix.columns();
        int groups = matrix.groups();
        System.arraycopy(from.codes(), fromRow * columns, matrix.codes(), row * columns, columns);
        System.arraycopy(from.scales(), fromRow * groups, matrix.scales(), row * groups, groups);
        System.arraycopy(from.zeros(), fromRow * groups, matrix.zeros(), row * groups, groups);
        done.set(row);
    }

    boolean isWhole() {
        return done.cardinality() == matrix.rows();
    }

    AffineMatrix matrix() {
        return matrix;
    }
}
