package hearth.compute;

import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;

/** Where a backend reads the stored rows of a matrix from. Reads may come from several threads at once. */
public interface MatrixSource {
    TensorType type();

    int rows();

    int columns();

    /**
     * Fills {@code target} with the stored bytes that begin {@code byteOffset} after the first row's begin. Rows follow one
     * another without gaps, each {@code type().byteSize(columns())} long.
     */
    void read(long byteOffset, MemorySegment target);
}
