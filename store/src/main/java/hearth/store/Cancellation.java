package hearth.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks one running operation to stop, from any thread; blocked reads are woken through {@link #onCancel}. */
public final class Cancellation {
    private final Set<Registration> registrations = new LinkedHashSet<>();
    private boolean cancelled;

    /** Not cancelled yet. */
    public Cancellation() {}

    /** Undoes {@link #onCancel}. */
    public final class Registration implements AutoCloseable {
        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        @Override
        public void close() {
            synchronized (registrations) {
                registrations.remove(this);
            }
        }
    }

    /** Stops the operation; calls after the first do nothing. */
    public void cancel() {
        List<Registration> toRun;
        synchronized (registrations) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = new ArrayList<>(registrations);
        }
        toRun.forEach(registration -> registration.action.run());
    }

    public boolean isCancelled() {
        synchronized (registrations) {
            return cancelled;
        }
    }

    /** Throws {@link CancelledException} once cancelled, or when the calling thread is interrupted. */
    public void check() {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancelledException();
        }
    }

    /** Runs {@code action} at cancel, or at once when that was before; close the result when no longer wanted. */
    public Registration onCancel(Runnable action) {
        Registration registration = new Registration(action);
        synchronized (registrations) {
            if (!cancelled) {
                registrations.add(registration);
                return registration;
            }
        }
        action.run();
        return registration;
    }
}
