package hearth.workshop.convert.foreign;

import hearth.format.safetensors.StoredTensor;

/**
 * Reads one matrix of AWQ.
 *
 * @param zeros (groups, rows / 8)
 * @param scales (groups, rows)
 */
record AwqSource(Parts parts, Grid grid, StoredTensor zeros, StoredTensor scales) implements TurnedRows.Source {
    private static final int IN_WORD = 8;

    /** The bit at which the n-th of eight neighbours begins. */
    private static final int[] SHIFT = {0, 16, 4, 20, 8, 24, 12, 28};

    @Override
    public int[] words() {
        StoredTensor codes = grid.codes();
        int width = Math.toIntExact(codes.shape().get(1));
        int rowWords = TurnedRows.rowWords(grid);
        int band = Parts.band(width);
        int[] turned = new int[parts.held(codes, grid.rows() * rowWords, Integer.BYTES)];
        for (int top = 0; top < grid.columns(); top += band) {
            int height = Math.min(band, grid.columns() - top);
            int[] some = parts.words(codes, (long) top * width, height * width);
            for (int row = 0; row < height; row++) {
                int to = (top + row) / IN_WORD;
                int shift = (top + row) % IN_WORD * 4;
                for (int word = 0; word < width; word++) {
                    for (int i = 0; i < IN_WORD; i++) {
                        turned[(word * IN_WORD + i) * rowWords + to] |= (some[row * width + word] >>> SHIFT[i] & 15) << shift;
                    }
                }
            }
        }
        return turned;
    }

    @Override
    public TurnedRows.Table table() {
        int rows = Math.toIntExact(grid.rows());
        int groups = grid.groups();
        int size = parts.held(scales, scales.elementCount(), Float.BYTES);
        float[] turned = new float[size];
        short[] points = new short[size];
        for (int group = 0; group < groups; group++) {
            float[] line = parts.floats(scales, (long) group * rows, rows);
            int[] packed = parts.words(zeros, (long) group * (rows / IN_WORD), rows / IN_WORD);
            for (int row = 0; row < rows; row++) {
                turned[row * groups + group] = line[row];
                points[row * groups + group] = (short) (packed[row / IN_WORD] >>> SHIFT[row % IN_WORD] & 15);
            }
        }
        return new TurnedRows.Table(turned, points);
    }

    @Override
    public int[] order() {
        return new int[0];
    }
}
