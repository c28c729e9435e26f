package hearth.compute.cpu.matrix;

import hearth.compute.Matrix;
import java.lang.foreign.MemorySegment;

/** A matrix in this backend's layout. */
public interface PackedMatrix extends Matrix {
    /** Decodes row {@code row} to {@code columns()} floats. */
    void decodeRow(int row, float[] target, int targetOffset);

    /** All bytes of its layout, for reading. */
    MemorySegment memory();
}
