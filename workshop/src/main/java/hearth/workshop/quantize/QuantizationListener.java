package hearth.workshop.quantize;

/** Hears how far a quantization is; an exception from it stops the work, which can go on later. Called by one thread at a time. */
@FunctionalInterface
public interface QuantizationListener {
    /** Hears nothing. */
    QuantizationListener NONE = (_, _) -> {};

    /** Values encoded so far, those of an earlier run included, and all of them. */
    void encoded(long values, long totalValues);

    /** What is done from now on, in a word or two; the values are counted anew. */
    default void stage(String name) {}

    /** Something the user should know, in a sentence. */
    default void note(String sentence) {}
}
