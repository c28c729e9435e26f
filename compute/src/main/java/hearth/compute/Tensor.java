package hearth.compute;

/** Activations on a device: 32-bit floats, (rows, columns), one row a token. */
public interface Tensor {
    int rows();

    int columns();

    /** Copies row {@code row} to {@code target}. */
    void read(int row, float[] target, int targetOffset);

    /** Replaces row {@code row}. */
    void write(int row, float[] source, int sourceOffset);
}
