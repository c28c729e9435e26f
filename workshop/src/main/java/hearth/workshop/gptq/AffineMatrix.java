package hearth.workshop.gptq;

/**
 * A rounded matrix.
 *
 * @param codes (rows, columns), unsigned
 * @param scales (rows, groups), binary16
 * @param zeros (rows, groups), unsigned
 */
public record AffineMatrix(AffineFormat format, int rows, int columns, byte[] codes, short[] scales, byte[] zeros) {
    /** Groups of a row. */
    public int groups() {
        return columns / format.groupSize();
    }

    public int code(int row, int column) {
        return codes[row * columns + column] & 0xff;
    }

    public int zero(int row, int group) {
        return zeros[row * groups() + group] & 0xff;
    }

    public short scale(int row, int group) {
        return scales[row * groups() + group];
    }

    /** The values, (rows, columns). */
    public float[] values() {
        float[] values = new float[codes.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int group = c / format.groupSize();
                values[r * columns + c] = (code(r, c) - zero(r, group)) * Float.float16ToFloat(scale(r, group));
            }
        }
        return values;
    }
}
