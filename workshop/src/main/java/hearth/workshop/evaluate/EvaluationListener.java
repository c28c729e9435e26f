package hearth.workshop.evaluate;

/** Hears how far a measurement is. What it throws ends the measurement, so that it can be cancelled. */
@FunctionalInterface
public interface EvaluationListener {
    /**
     * @param done windows that are measured
     * @param total windows there are
     * @param running the measure as it is so far: a perplexity, or where two models are compared the mean divergence
     */
    void measured(int done, int total, double running);

    /** Hears nothing. */
    static EvaluationListener none() {
        return (done, total, running) -> {};
    }
}
