package hearth.engine;

/** A model can't make vectors of texts. */
public class EmbeddingUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddingUnavailableException(String message) {
        super(message);
    }
}
