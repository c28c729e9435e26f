package hearth.engine.generate;

import java.util.ArrayList;
import java.util.List;

/** Lets another thread end generations. Seen between steps and between chunks of the prompt. */
public final class Cancellation {
    private volatile boolean cancelled;
    private final List<Runnable> listeners = new ArrayList<>();

    /** One that nobody has asked for yet. */
    public Cancellation() {}

    /** Asks the generations that were given this to end; it can't be taken back. */
    public void cancel() {
        List<Runnable> told;
        synchronized (listeners) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            told = List.copyOf(listeners);
            listeners.clear();
        }
        told.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** Has the listener run once, on the thread that cancels, or at once if that has happened. */
    void tell(Runnable listener) {
        synchronized (listeners) {
            if (!cancelled) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    void forget(Runnable listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }
}
