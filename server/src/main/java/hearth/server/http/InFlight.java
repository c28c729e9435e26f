package hearth.server.http;

import java.time.Duration;

/** Counts requests that are being answered. Thread-safe. */
final class InFlight {
    private int count;
    private boolean stopping;

    synchronized void began() {
        count++;
    }

    synchronized void ended() {
        count--;
        notifyAll();
    }

    synchronized int count() {
        return count;
    }

    /** From now on new requests are refused. */
    synchronized void stop() {
        stopping = true;
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** Waits until none is left; returns whether that came to be in time. */
    synchronized boolean awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (count > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        return true;
    }
}
