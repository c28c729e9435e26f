package hearth.compute;

/** Which positions a position may see, before a sliding window narrows it. */
public enum AttentionMask {
    /** Itself and all earlier ones; a window keeps the latest of them, itself included. */
    CAUSAL,
    /**
     * All of its sequence up to the last row of its span, as encoders have it: a sequence must come as one span. A window keeps those
     * at most half of it away, to both sides.
     */
    FULL
}
