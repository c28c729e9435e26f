package hearth.engine.sampling;

/** A constraint, or biases of negative infinity, leave no token that may be drawn. The answer ends: it is never unconstrained. */
public class NoTokenAllowedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoTokenAllowedException(String message) {
        super(message);
    }
}
