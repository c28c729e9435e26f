package hearth.server.call;

/** Who waits for an answer. */
@FunctionalInterface
public interface Caller {
    /** Someone who never leaves. */
    Caller PATIENT = () -> false;

    /** Whether nobody waits any more; asked every few dozen milliseconds by whoever makes the caller wait. */
    boolean hasLeft();
}
