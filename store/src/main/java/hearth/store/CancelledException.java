package hearth.store;

/** The caller asked to stop. What was downloaded so far is kept for the next try. */
public final class CancelledException extends StoreException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("cancelled");
    }
}
