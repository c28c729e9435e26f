package hearth.grammar.token;

import hearth.grammar.GrammarException;

/** No token of the vocabulary can follow, though the text is not complete: the answer must end with this error. */
public final class NoTokenAllowedException extends GrammarException {
    private static final long serialVersionUID = 1L;

    NoTokenAllowedException() {
        super("no token of the vocabulary can follow under the grammar, and the text is not complete");
    }
}
