package hearth.workshop.gptq;

import java.util.Arrays;

/**
 * Rounds a few rows together, column by column. Scales are chosen by the grid, of a block's values as they are when its first column is
 * reached; each column then takes its nearest code, and its error is handed on to the columns behind it. Changes to columns
 * far behind are put together and added in one go.
 *
 * <p>For one thread; it has working memory for {@value #ROWS} rows.
 */
final class ColumnRounding {
    /** Rows of one go. */
    static final int ROWS = 16;

    /** Columns whose errors are put together; where scales are chosen in turn no block may reach beyond. */
    static final int BATCH = 256;

    private static final int TILE = 512;

    private final ColumnGrid grid;
    private final ColumnLinks links;
    private final boolean scalesFirst;
    private final int columns;
    private final int groups;
    private final int[] places; // of each column
    private final float[] weights; // (ROWS, places), as they become
    private final float[] errors; // (ROWS, BATCH), negated
    private final float[] scales; // (ROWS, groups)
    private final float[] offsets;
    private final byte[] chosen; // (ROWS, columns)
    private final boolean[] opened;
    private final float[] gathered;
    private final float[] importance;

    /** @param scalesFirst whether all scales are chosen before the first column is rounded, of the values as they were */
    ColumnRounding(ColumnGrid grid, ColumnLinks links, boolean scalesFirst) {
        this.grid = grid;
        this.links = links;
        this.scalesFirst = scalesFirst;
        columns = links.columns();
        groups = columns / grid.groupSize();
        places = new int[columns];
        for (int p = 0; p < columns; p++) {
            places[links.order()[p]] = p;
        }
        weights = new float[ROWS * columns];
        errors = new float[ROWS * BATCH];
        scales = new float[ROWS * groups];
        offsets = new float[ROWS * groups];
        chosen = new byte[ROWS * columns];
        opened = new boolean[columns / grid.blockSize()];
        gathered = new float[ROWS * grid.blockSize()];
        importance = new float[grid.blockSize()];
    }

    /**
     * Rounds rows.
     *
     * @param values (rows, columns) from {@code offset} on
     * @return their codes, (rows, columns), good until the next call; the scales are the grid's to know
     */
    byte[] round(float[] values, int offset, int rows) {
        for (int r = 0; r < rows; r++) {
            for (int p = 0; p < columns; p++) {
                weights[r * columns + p] = values[offset + r * columns + links.order()[p]];
            }
        }
        Arrays.fill(opened, false);
        for (int b = 0; scalesFirst && b < opened.length; b++) {
            open(b, rows);
        }
        for (int start = 0; start < columns; start += BATCH) {
            int end = Math.min(columns, start + BATCH);
            for (int p = start; p < end; p++) {
                int block = links.order()[p] / grid.blockSize();
                if (!opened[block]) {
                    open(block, rows);
                }
                roundColumn(p, start, end, rows);
            }
            handOn(start, end, rows);
        }
        return chosen;
    }

    private void open(int block, int rows) {
        int size = grid.blockSize();
        for (int i = 0; i < size; i++) {
            int column = block * size + i;
            importance[i] = links.importance()[column];
            for (int r = 0; r < rows; r++) {
                gathered[r * size + i] = weights[r * columns + places[column]];
            }
        }
        grid.open(block, gathered, rows, importance, scales, offsets, groups);
        opened[block] = true;
    }

    private void roundColumn(int place, int start, int end, int rows) {
        int column = links.order()[place];
        int group = column / grid.groupSize();
        CodeLevels levels = grid.levels();
        float[] link = links.links()[place];
        for (int r = 0; r < rows; r++) {
            int at = r * columns + place;
            float scale = scales[r * groups + group];
            float offset = offsets[r * groups + group];
            int code = levels.code(scale == 0 ? 0 : (weights[at] - offset) / scale);
            chosen[r * columns + column] = (byte) code;
            float error = scale * levels.value(code) + offset - weights[at];
            errors[r * BATCH + place - start] = error;
            add(weights, at + 1, error, link, 0, end - place - 1);
        }
    }

    private static void add(float[] target, int at, float factor, float[] source, int from, int count) {
        for (int i = 0; i < count; i++) {
            target[at + i] += factor * source[from + i];
        }
    }

    /** The errors of a batch change all columns behind it. */
    private void handOn(int start, int end, int rows) {
        for (int tile = end; tile < columns; tile += TILE) {
            int count = Math.min(TILE, columns - tile);
            int p = start;
            for (; p + 4 <= end; p += 4) {
                for (int r = 0; r < rows; r++) {
                    addFour(r, p, start, tile, count);
                }
            }
            for (; p < end; p++) {
                for (int r = 0; r < rows; r++) {
                    add(weights, r * columns + tile, errors[r * BATCH + p - start], links.links()[p], tile - p - 1, count);
                }
            }
        }
    }

    private void addFour(int row, int place, int start, int tile, int count) {
        int at = row * columns + tile;
        int e = row * BATCH + place - start;
        addFour(weights, at, errors, e, links.links(), place, tile - place - 1, count);
    }

    private static void addFour(float[] target, int at, float[] errors, int e, float[][] links, int place, int from, int count) {
        float[] x0 = links[place];
        float[] x1 = links[place + 1];
        float[] x2 = links[place + 2];
        float[] x3 = links[place + 3];
        float e0 = errors[e];
        float e1 = errors[e + 1];
        float e2 = errors[e + 2];
        float e3 = errors[e + 3];
        for (int i = 0; i < count; i++) {
            target[at + i] += e0 * x0[from + i] + e1 * x1[from - 1 + i] + e2 * x2[from - 2 + i] + e3 * x3[from - 3 + i];
        }
    }
}
