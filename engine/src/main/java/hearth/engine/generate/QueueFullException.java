package hearth.engine.generate;

import java.time.Duration;

/** As many requests wait as may. Nothing of this one was done. */
public class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int queueLimit;
    private final Duration retryAfter;

    public QueueFullException(int queueLimit, Duration retryAfter) {
        super("the queue is full: " + queueLimit + " requests are waiting; try again in about " + retryAfter.toSeconds() + " s");
        this.queueLimit = queueLimit;
        this.retryAfter = retryAfter;
    }

    public int queueLimit() {
        return queueLimit;
    }

    /** Estimate of when those that wait now will have been started; whole seconds, at least one. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
