package hearth.engine;

/** No backend, or not the one asked for, can run here. The message lists each and why not. */
public class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackendUnavailableException(String message) {
        super(message);
    }
}
