package hearth.compute;

import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.util.Optional;

/**
 * What activations are turned into before they are multiplied with weights of a type. The choice is llama.cpp's.
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

    /** The type that goes with weights of type {@code weights}; empty if no backend computes with such weights. */
    public static Optional<ActivationType> find(TensorType weights) {
        return switch (weights) {
            case F32, F16, BF16 -> Optional.of(F32);
            case Q4_0, Q5_0, Q8_0, IQ4_NL, MXFP4, NVFP4, Q1_0, Q2_0 -> Optional.of(Q8_0);
            case Q4_1, Q5_1 -> Optional.of(Q8_1);
            case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_XS, TQ1_0, TQ2_0 ->
                    Optional.of(Q8_K);
            case Q8_1, Q8_K, I8, I16, I32, I64, F64 -> Optional.empty();
        };
    }

    /**
     * The type that goes with weights of type {@code weights}.
     *
     * @throws InvalidModelException if no backend computes with such weights
     */
    public static ActivationType of(TensorType weights) {
        return find(weights).orElseThrow(() -> new InvalidModelException(
                InvalidModelException.Kind.UNSUPPORTED, "no backend computes with weights of type " + weights));
    }
}
