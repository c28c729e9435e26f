package hearth.engine.generate;

import java.time.Duration;

/** Nobody read a request's events for too long while its queue of them was full; it was ended so that others get its place. */
public class ConsumerStalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConsumerStalledException(int events, Duration limit) {
        super("nobody read the " + events + " waiting events for " + limit.toSeconds() + " s, so the generation was ended");
    }
}
