package hearth.engine.generate;

/** The scheduler takes no requests any more, or was closed before an answer was complete. */
public class SchedulerClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SchedulerClosedException(String message) {
        super(message);
    }
}
