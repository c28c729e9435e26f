package hearth.workshop.convert.foreign;

import hearth.format.safetensors.StoredTensor;

/**
 * How the codes of a matrix become numbers.
 *
 * @param codes the tensor of the codes, for messages
 * @param name of the matrix
 * @param rows of all its leading dimensions
 * @param bits of a code
 * @param groups of columns in a row
 * @param groupSize columns of a group, where groups are neighbouring columns
 */
record Grid(StoredTensor codes, String name, long rows, int columns, int bits, int groups, int groupSize, Formula formula) {
    /** What a code q, a scale s and an offset z make, in float32. Products with scales of 16 bits are exact. */
    enum Formula {
        /** (q - z) * s, where z is a whole number. */
        ZERO_POINT,
        /** q * s + z. */
        BIAS
    }
}
