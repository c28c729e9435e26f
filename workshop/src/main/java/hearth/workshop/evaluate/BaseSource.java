package hearth.workshop.evaluate;

/** Predictions of the model that another is compared with, window by window: computed now, or kept from an earlier run. */
interface BaseSource {
    int vocabularySize();

    /** Starts a window; they come in order. */
    void begin(int window);

    /** Gives the next rows of the window that count. */
    void next(int rows, BaseRows target);

    /** All rows of the window were taken. */
    void end();
}
