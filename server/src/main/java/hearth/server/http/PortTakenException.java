package hearth.server.http;

/** Another program listens on the address already. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PortTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
