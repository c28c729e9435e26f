package hearth.compute;

/** The function in a feed-forward network, value by value. */
public enum Activation {
    /** x / (1 + e^-x). */
    SILU,
    /** 0.5 x (1 + tanh(0.79788456 (x + 0.044715 x³))). */
    GELU_TANH,
    /** 0.5 x (1 + erf(x / √2)). */
    GELU,
    /** max(x, 0). */
    RELU
}
