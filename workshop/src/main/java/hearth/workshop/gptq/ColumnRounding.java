package hearth.workshop.gptq;

import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import java.util.Arrays;

/**
 * Rounds a few rows together, column by column. Scales come from the usual encoder of the type, of a block's values as they are when its
 * first column is reached; each column then takes its nearest code, and its error is handed on to the columns behind it. Changes to columns
 * far behind are put together and added in one go.
 *
 * <p>For one thread; it has working memory for {@value #ROWS} rows.
 */
final class ColumnRounding {
    /** Rows of one go. */
    static final int ROWS = 16;

    /** Columns whose errors are put together; no block is longer. */
    private static final int BATCH = 256;

    private static final int TILE = 512;

    private final TensorType type;
    private final BlockCodes codes;
    private final BlockEncoder encoder;
    private final ColumnLinks links;
    private final boolean scalesFirst;
    private final int columns;
    private final int groups;
    private final int[] places; // of each column
    private final float[] weights; // (ROWS, places), as they become
    private final float[] given; // (ROWS, places), as they were
    private final float[] errors; // (ROWS, BATCH)
    private final float[] scales; // (ROWS, groups)
    private final float[] offsets;
    private final byte[] chosen; // (ROWS, columns)
    private final boolean[] opened;
    private final float[] gathered;
    private final byte[] encoded;
    private final float[] importance;

    /** @param scalesFirst whether all scales are chosen before the first column is rounded, of the values as they were */
    ColumnRounding(TensorType type, BlockCodes codes, ColumnLinks links, boolean scalesFirst) {
        this.type = type;
        this.codes = codes;
        this.links = links;
        this.scalesFirst = scalesFirst;
        encoder = BlockEncoder.find(type).orElseThrow();
        columns = links.columns();
        groups = columns / codes.groupSize();
        places = new int[columns];
        for (int p = 0; p < columns; p++) {
            places[links.order()[p]] = p;
        }
        weights = new float[ROWS * columns];
        given = new float[ROWS * columns];
        errors = new float[ROWS * BATCH];
        scales = new float[ROWS * groups];
        offsets = new float[ROWS * groups];
        chosen = new byte[ROWS * columns];
        opened = new boolean[columns / type.blockSize()];
        gathered = new float[ROWS * type.blockSize()];
        encoded = new byte[ROWS * type.blockBytes()];
        importance = new float[type.blockSize()];
    }

    /**
     * Rounds rows.
     *
     * @param values (rows, columns) from {@code offset} on
     * @param target receives the blocks of the rows from {@code targetOffset} on
     */
    void round(float[] values, int offset, int rows, byte[] target, int targetOffset) {
        for (int r = 0; r < rows; r++) {
            for (int p = 0; p < columns; p++) {
                given[r * columns + p] = values[offset + r * columns + links.order()[p]];
            }
        }
        System.arraycopy(given, 0, weights, 0, rows * columns);
        Arrays.fill(opened, false);
        for (int b = 0; scalesFirst && b < opened.length; b++) {
            open(b, rows, target, targetOffset);
        }
        for (int start = 0; start < columns; start += BATCH) {
            int end = Math.min(columns, start + BATCH);
            for (int p = start; p < end; p++) {
                int block = links.order()[p] / type.blockSize();
                if (!opened[block]) {
                    open(block, rows, target, targetOffset);
                }
                roundColumn(p, start, end, rows);
            }
            handOn(start, end, rows);
        }
        for (int r = 0; r < rows; r++) {
            for (int b = 0; b < opened.length; b++) {
                codes.put(chosen, r * columns + b * type.blockSize(), target, at(r, b, targetOffset));
            }
        }
    }

    private int at(int row, int block, int targetOffset) {
        return targetOffset + (row * opened.length + block) * type.blockBytes();
    }

    /** Chooses the scales of a block for all rows. */
    private void open(int block, int rows, byte[] target, int targetOffset) {
        int size = type.blockSize();
        for (int i = 0; i < size; i++) {
            int column = block * size + i;
            importance[i] = links.importance()[column];
            for (int r = 0; r < rows; r++) {
                gathered[r * size + i] = weights[r * columns + places[column]];
            }
        }
        encoder.encode(gathered, 0, rows, size, importance, encoded, 0);
        int groupsOfBlock = size / codes.groupSize();
        for (int r = 0; r < rows; r++) {
            int at = at(r, block, targetOffset);
            System.arraycopy(encoded, r * type.blockBytes(), target, at, type.blockBytes());
            codes.scales(target, at, scales, offsets, r * groups + block * groupsOfBlock);
        }
        opened[block] = true;
    }

    private void roundColumn(int place, int start, int end, int rows) {
        int column = links.order()[place];
        int group = column / codes.groupSize();
        CodeLevels levels = codes.levels();
        float[] link = links.links()[place];
        for (int r = 0; r < rows; r++) {
            int at = r * columns + place;
            float scale = scales[r * groups + group];
            float offset = offsets[r * groups + group];
            int code = levels.code(scale == 0 ? 0 : (weights[at] - offset) / scale);
            chosen[r * columns + column] = (byte) code;
            float error = given[at] - (scale * levels.value(code) + offset);
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
