package hearth.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command clean up when Ctrl-C ends the process: the work hears of it through {@link #check}, and the process waits
 * until the guard is closed.
 */
final class InterruptGuard implements AutoCloseable {
    private static final long MAX_WAIT_SECONDS = 10;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("hearth-interrupt").unstarted(this::interrupted);
    private volatile boolean stopping;

    private InterruptGuard() {}

    static InterruptGuard start() {
        InterruptGuard guard = new InterruptGuard();
        Runtime.getRuntime().addShutdownHook(guard.hook);
        return guard;
    }

    /** Throws once the process is about to end. */
    void check() {
        if (stopping) {
            throw new CancellationException("stopped");
        }
    }

    private void interrupted() {
        stopping = true;
        try {
            closed.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (!stopping) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process ends at this moment; the hook finds the guard closed.
            }
        }
    }
}
