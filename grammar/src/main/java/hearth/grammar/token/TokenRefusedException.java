package hearth.grammar.token;

import hearth.grammar.GrammarException;

/** A token was to be accepted that the grammar does not allow here. */
public final class TokenRefusedException extends GrammarException {
    private static final long serialVersionUID = 1L;

    private final int id;

    TokenRefusedException(int id) {
        super("the grammar does not allow token " + id + " here");
        this.id = id;
    }

    /** The token. */
    public int id() {
        return id;
    }
}
