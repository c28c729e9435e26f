package hearth.workshop.evaluate;

/** A measure that can't be taken: of this text, with this model, or with these two together. The message says why. */
public class EvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvaluationException(String message) {
        super(message);
    }

    public EvaluationException(String message, Throwable cause) {
        super(message, cause);
    }
}
