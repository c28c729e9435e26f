package hearth.format.gguf;

import hearth.format.TensorType;
import java.util.List;

/**
 * Where one tensor lies and what it is.
 *
 * @param shape one to four sizes (none for a single value), the contiguous dimension first: a (rows, columns) matrix is
 *     {@code [columns, rows]}
 * @param file index of the part that holds the data, 0 unless the model is split
 * @param byteOffset from the start of that part, not of its data
 * @param byteSize bytes of the data without padding
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, int file, long byteOffset, long byteSize) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Size of a dimension, 1 where none is stored. */
    public long size(int dimension) {
        return dimension < shape.size() ? shape.get(dimension) : 1;
    }

    /** Values in one contiguous row: the first dimension. */
    public long columns() {
        return size(0);
    }

    /** Number of rows: the product of all other dimensions. */
    public long rows() {
        long rows = 1;
        for (int i = 1; i < shape.size(); i++) {
            rows *= shape.get(i);
        }
        return rows;
    }

    public long elementCount() {
        return columns() * rows();
    }

    /** Bytes of one row. */
    public long rowBytes() {
        return type.byteSize(columns());
    }
}
