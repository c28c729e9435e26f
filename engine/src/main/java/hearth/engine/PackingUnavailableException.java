package hearth.engine;

/** A device keeps no packed copies of weights. */
public class PackingUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PackingUnavailableException(String message) {
        super(message);
    }
}
