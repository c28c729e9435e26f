package hearth.grammar;

/** A grammar, or the schema it comes from, cannot be used: the answer must not be generated. */
public abstract class GrammarException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    protected GrammarException(String message) {
        super(message);
    }
}
