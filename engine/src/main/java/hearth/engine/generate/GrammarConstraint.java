package hearth.engine.generate;

import hearth.engine.sampling.ConstraintSource;
import hearth.engine.sampling.NoTokenAllowedException;
import hearth.engine.sampling.TokenConstraint;
import hearth.grammar.token.GrammarMatcher;
import hearth.grammar.token.TokenGrammar;

/** Holds an answer to a grammar from its first token on. */
public final class GrammarConstraint implements TokenConstraint {
    private final GrammarMatcher matcher;
    private final long[] allowed;

    private GrammarConstraint(TokenGrammar grammar) {
        matcher = grammar.matcher();
        allowed = new long[grammar.vocabulary().maskLength()];
    }

    /** For any number of requests to the model whose vocabulary the grammar was compiled for. */
    public static ConstraintSource source(TokenGrammar grammar) {
        return () -> new GrammarConstraint(grammar);
    }

    @Override
    public long[] allowed() {
        try {
            matcher.fillMask(allowed);
            return allowed;
        } catch (hearth.grammar.token.NoTokenAllowedException e) {
            throw new NoTokenAllowedException(e.getMessage());
        }
    }

    @Override
    public void accept(int id) {
        matcher.accept(id);
    }
}
