package hearth.store;

/** The store has no model of this name. */
public final class ModelNotFoundException extends StoreException {
    private static final long serialVersionUID = 1L;

    public ModelNotFoundException(String name) {
        super("model '" + name + "' not found");
    }
}
