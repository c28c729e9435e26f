package hearth.compute;

/** The function on the gate of a gated feed-forward network. */
public enum Activation {
    /** x / (1 + e^-x). */
    SILU,
    /** 0.5 x (1 + tanh(0.79788456 (x + 0.044715 x³))). */
    GELU_TANH
}
