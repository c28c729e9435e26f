package hearth.engine.generate;

/** Lets another thread end one generation. Seen between steps and between chunks of the prompt. */
public final class Cancellation {
    private volatile boolean cancelled;

    /** One that nobody has asked for yet. */
    public Cancellation() {}

    /** Asks the generation to end; it can't be taken back. */
    public void cancel() {
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled;
    }
}
