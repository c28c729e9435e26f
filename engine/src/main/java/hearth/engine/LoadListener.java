package hearth.engine;

/** Hears how far a model is loaded. */
@FunctionalInterface
public interface LoadListener {
    /** {@code fraction} of the weights' bytes is loaded, from 0 to 1, never falling. Called on the loading thread. */
    void loaded(double fraction);

    /** Hears nothing. */
    static LoadListener none() {
        return fraction -> {};
    }
}
