package hearth.engine;

/** A model can't write text: it makes vectors of texts only. */
public class GenerationUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GenerationUnavailableException(String message) {
        super(message);
    }
}
