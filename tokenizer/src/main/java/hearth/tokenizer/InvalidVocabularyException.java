package hearth.tokenizer;

/** A vocabulary is not usable: something is missing, out of range or of an unknown kind. The message names what and why. */
public class InvalidVocabularyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidVocabularyException(String message) {
        super(message);
    }
}
