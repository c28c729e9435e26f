package hearth.workshop.convert.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Turns a tensor of the source into what the target wants. All of them check the shape they are given. */
@FunctionalInterface
public interface Transform {
    /** The tensor as it is. */
    Transform NONE = values -> values;

    /** One added: norms that scale by 1 + w in the source and by w in the target. */
    Transform PLUS_ONE = values -> new Shifted(values, 1);

    /** The last two dimensions exchanged. */
    Transform TRANSPOSED = Transposed::of;

    Values apply(Values values);

    /** First this one, then {@code next}. */
    default Transform then(Transform next) {
        return values -> next.apply(apply(values));
    }

    /**
     * Rows of each head from the half-split order of rotary pairs (i, i + d/2) to neighbours (2i, 2i + 1). For a vector the
     * rows are its values.
     */
    static Transform interleaved(int headCount) {
        return byRow(0, (values, rows) -> {
            if (headCount < 1 || rows % (2L * headCount) != 0) {
                throw values.error("has " + rows + " rows, which do not make " + headCount + " heads of even size");
            }
            long head = rows / headCount;
            return new Rows(rows, row -> row / head * head + row % head % 2 * (head / 2) + row % head / 2);
        });
    }

    /** The rows {@code from .. from + count}. */
    static Transform rows(long from, long count) {
        return byRow(0, (values, rows) -> {
            if (from < 0 || count < 0 || from > rows - count) {
                throw values.error("has " + rows + " rows; rows " + from + " to " + (from + count) + " were expected");
            }
            return new Rows(count, row -> from + row);
        });
    }

    /** Part {@code index} of {@code parts} equal parts of the second last dimension (of the only one of a vector). */
    static Transform part(int index, int parts) {
        return inMatrices((values, rows) -> {
            if (rows % parts != 0) {
                throw values.error("has " + rows + " rows, which cannot be cut in " + parts + " equal parts");
            }
            long count = rows / parts;
            return new Rows(count, row -> index * count + row);
        });
    }

    /** Each second row of the second last dimension, from {@code start} (0 or 1) on. */
    static Transform alternate(int start) {
        return inMatrices((values, rows) -> {
            if (rows % 2 != 0) {
                throw values.error("has an odd number of rows, " + rows);
            }
            return new Rows(rows / 2, row -> 2 * row + start);
        });
    }

    /** Any order of the rows of a matrix, or of the values of a vector. */
    static Transform picked(long expectedRows, long resultRows, LongUnaryOperator rowOf) {
        return byRow(0, (values, rows) -> {
            if (rows != expectedRows) {
                throw values.error("has " + rows + " rows, but " + expectedRows + " were expected");
            }
            return new Rows(resultRows, rowOf);
        });
    }

    /** How many rows result, and which row each one is. */
    record Rows(long count, LongUnaryOperator rowOf) {}

    /** Decides about rows when their number is known. */
    @FunctionalInterface
    interface RowChoice {
        Rows choose(Values values, long rows);
    }

    private static Transform byRow(int dimension, RowChoice choice) {
        return values -> {
            // A vector is a matrix of one column here.
            Values matrix = values.rank() == 1 ? values.shaped(values.size(0), 1L) : values;
            if (matrix.rank() != 2) {
                throw values.error("has shape " + values.shape() + "; one or two dimensions were expected");
            }
            Rows rows = choice.choose(values, matrix.size(dimension));
            Values picked = new PickedRows(matrix, List.of(rows.count(), matrix.size(1)), rows.rowOf());
            return values.rank() == 1 ? picked.shaped(rows.count()) : picked;
        };
    }

    private static Transform inMatrices(RowChoice choice) {
        return values -> {
            if (values.rank() < 2) {
                return byRow(0, choice).apply(values);
            }
            long rows = values.size(-2);
            Rows chosen = choice.choose(values, rows);
            List<Long> shape = new ArrayList<>(values.shape());
            shape.set(shape.size() - 2, chosen.count());
            return new PickedRows(values, shape,
                    row -> row / chosen.count() * rows + chosen.rowOf().applyAsLong(row % chosen.count()));
        };
    }
}
