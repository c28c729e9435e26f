package hearth.grammar;

/** The grammar needs more time, memory or nesting than is granted; the message names the limit. */
public final class GrammarTooComplexException extends GrammarException {
    private static final long serialVersionUID = 1L;

    public GrammarTooComplexException(String message) {
        super(message);
    }
}
