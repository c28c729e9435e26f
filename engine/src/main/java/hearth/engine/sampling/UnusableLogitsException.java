package hearth.engine.sampling;

/** The logits hold a value no token can be drawn from: NaN, positive infinity, or nothing above negative infinity. */
public class UnusableLogitsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableLogitsException(String message) {
        super(message);
    }
}
