package hearth.compute;

import hearth.format.TensorType;

/**
 * What activations are turned into before they are multiplied with weights of a type. The choice is llama.cpp's, but for Q2_K and
 * Q3_K, which are multiplied as floats.
 */
public enum ActivationType {
    /** Left as they are. */
    F32(1),
    /** Blocks of 32 with a scale. */
    Q8_0(32),
    /** Blocks of 32 with a scale and the sum of what they stand for, for weights with a minimum. */
    Q8_1(32),
    /** Blocks of 256 with a scale. */
    Q8_K(256);

    private final int blockSize;

    ActivationType(int blockSize) {
        this.blockSize = blockSize;
    }

    /** Values in one block. */
    public int blockSize() {
        return blockSize;
    }

    /**
     * The type that goes with weights of type {@code weights}.
     *
     * @throws IllegalArgumentException if a backend can't compute with such weights
     */
    public static ActivationType of(TensorType weights) {
        return switch (weights) {
            case F32, F16, BF16, Q2_K, Q3_K -> F32;
            case Q4_0, Q5_0, Q8_0 -> Q8_0;
            case Q4_1, Q5_1 -> Q8_1;
            case Q4_K, Q5_K, Q6_K -> Q8_K;
            default -> throw new IllegalArgumentException("no backend computes with weights of type " + weights);
        };
    }
}
