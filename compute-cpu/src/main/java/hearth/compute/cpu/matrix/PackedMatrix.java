package hearth.compute.cpu.matrix;

import hearth.compute.Matrix;

/** Weights in this backend's layout. */
public interface PackedMatrix extends Matrix {
    /** Decodes one row. */
    void decodeRow(int row, float[] target, int targetOffset);
}
