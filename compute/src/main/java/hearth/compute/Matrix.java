package hearth.compute;

import hearth.format.TensorType;

/** Weights on a device: y = W x with W of (rows, columns), in whatever layout the device likes best. */
public interface Matrix extends AutoCloseable {
    TensorType type();

    int rows();

    int columns();

    /** Bytes that this matrix holds on the device. */
    long byteSize();

    /** Frees the weights; a closed matrix must not be used. */
    @Override
    void close();
}
