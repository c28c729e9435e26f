package hearth.workshop.calibrate;

import hearth.format.gguf.TensorInfo;

/**
 * A matrix that a model multiplies with, by its place in the file: a whole tensor, a part of a fused one, or one expert.
 *
 * @param columns values of an input row
 */
public record MatrixRows(TensorInfo tensor, long firstRow, int rows, int columns) {
    /** Which of the tensor's matrices it belongs to: the number of an expert; 0 where the tensor is one matrix. */
    public int part() {
        return Math.toIntExact(firstRow / tensor.size(1));
    }
}
