package hearth.compute;

/** A tensor in a Java array, for backends that compute on the CPU. */
public final class HeapTensor implements Tensor {
    private final int rows;
    private final int columns;
    private final float[] values;

    public HeapTensor(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.values = new float[Math.multiplyExact(rows, columns)];
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /** The values themselves, row after row. */
    public float[] values() {
        return values;
    }

    @Override
    public void read(int row, float[] target, int targetOffset) {
        System.arraycopy(values, row * columns, target, targetOffset, columns);
    }

    @Override
    public void write(int row, float[] source, int sourceOffset) {
        System.arraycopy(source, sourceOffset, values, row * columns, columns);
    }
}
