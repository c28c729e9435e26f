package hearth.engine.generate;

/** Why a generation ended. */
public enum FinishReason {
    /** The model drew a token that ends its answer. */
    STOP,
    /** The text reached one of the request's stop sequences. */
    STOP_SEQUENCE,
    /** As many tokens as asked for, or the context is full. */
    LENGTH,
    /** The caller asked for it. */
    CANCELLED
}
