package hearth.store;

/** Something about names, the store or a download went wrong. Messages name model, blob or source, never a path of this machine. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
