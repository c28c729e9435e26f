package hearth.workshop.gptq;

import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.calibrate.Workers;

/** Rounds matrices to an {@link AffineFormat}. */
public final class AffineRounding {
    private final AffineFormat format;
    private final Workers workers;

    public AffineRounding(AffineFormat format, Workers workers) {
        this.format = format;
        this.workers = workers;
    }

    /**
     * With GPTQ.
     *
     * @param moments upper triangle of the mean of xᵀx of the matrix's inputs
     */
    public AffineMatrix round(FloatRows matrix, double[][] moments, GptqOptions options) {
        // Scales of a group that is longer than a batch of columns can't wait for its turn.
        ColumnOrder order = options.order() == ColumnOrder.BLOCKS && format.groupSize() > ColumnRounding.BATCH ? ColumnOrder.COLUMNS : options.order();
        ColumnLinks links = ColumnLinks.of(moments, order, format.groupSize(), options.damping(), workers);
        boolean scalesFirst = order == ColumnOrder.COLUMNS || format.groupSize() > ColumnRounding.BATCH;
        AffineMatrix result = empty(matrix);
        workers.forEach(Math.ceilDiv(matrix.rows(), ColumnRounding.ROWS), part -> {
            int first = part * ColumnRounding.ROWS;
            int rows = Math.min(ColumnRounding.ROWS, matrix.rows() - first);
            byte[] codes = new ColumnRounding(new AffineGrid(result, first), links, scalesFirst)
                    .round(matrix.values(), first * matrix.columns(), rows);
            System.arraycopy(codes, 0, result.codes(), first * matrix.columns(), rows * matrix.columns());
        });
        return result;
    }

    /**
     * Each value for itself.
     *
     * @param importance of each column
     */
    public AffineMatrix roundPlainly(FloatRows matrix, float[] importance) {
        AffineMatrix result = empty(matrix);
        workers.forEach(matrix.rows(), row -> plainRow(matrix, row, importance, result));
        return result;
    }

    /** As {@link #roundPlainly}, on the caller's thread alone. */
    public AffineMatrix roundHere(FloatRows matrix, float[] importance) {
        AffineMatrix result = empty(matrix);
        for (int row = 0; row < matrix.rows(); row++) {
            plainRow(matrix, row, importance, result);
        }
        return result;
    }

    private void plainRow(FloatRows matrix, int row, float[] importance, AffineMatrix result) {
        int columns = matrix.columns();
        int groups = result.groups();
        int size = format.groupSize();
        AffineGrid grid = new AffineGrid(result, row);
        float[] values = new float[size];
        float[] own = new float[size];
        float[] scales = new float[groups];
        float[] offsets = new float[groups];
        for (int group = 0; group < groups; group++) {
            System.arraycopy(matrix.values(), row * columns + group * size, values, 0, size);
            System.arraycopy(importance, group * size, own, 0, size);
            grid.open(group, values, 1, own, scales, offsets, groups);
            for (int i = 0; i < size; i++) {
                result.codes()[row * columns + group * size + i] =
                        (byte) grid.levels().code((values[i] - offsets[group]) / scales[group]);
            }
        }
    }

    private AffineMatrix empty(FloatRows matrix) {
        if (matrix.columns() % format.groupSize() != 0) {
            throw new IllegalArgumentException("rows of " + matrix.columns() + " values do not fill groups of " + format.groupSize());
        }
        int count = matrix.rows() * (matrix.columns() / format.groupSize());
        return new AffineMatrix(format, matrix.rows(), matrix.columns(), new byte[matrix.values().length], new short[count], new byte[count]);
    }
}
