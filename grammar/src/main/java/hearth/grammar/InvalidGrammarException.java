package hearth.grammar;

/** The grammar has an error: the message names the rule or the place in the text. */
public final class InvalidGrammarException extends GrammarException {
    private static final long serialVersionUID = 1L;

    public InvalidGrammarException(String message) {
        super(message);
    }
}
