package hearth.store;

/** A manifest or blob of the store is missing, or is not what its name or manifest says. Pulling the model again repairs it. */
public final class DamagedStoreException extends StoreException {
    private static final long serialVersionUID = 1L;

    public DamagedStoreException(String message) {
        super(message);
    }

    public DamagedStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
