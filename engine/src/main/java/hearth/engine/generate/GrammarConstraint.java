package hearth.engine.generate;

import hearth.engine.sampling.ConstraintSource;
import hearth.engine.sampling.NoTokenAllowedException;
import hearth.engine.sampling.TokenConstraint;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenMatcher;
import hearth.grammar.token.TriggeredGrammar;

/** Holds an answer to a grammar. */
public final class GrammarConstraint implements TokenConstraint {
    private final TokenMatcher matcher;
    private final long[] allowed;

    private GrammarConstraint(TokenMatcher matcher, int maskLength) {
        this.matcher = matcher;
        allowed = new long[maskLength];
    }

    /** From the first token on. For any number of requests to the model whose vocabulary the grammar was compiled for. */
    public static ConstraintSource source(TokenGrammar grammar) {
        return () -> new GrammarConstraint(grammar.matcher(), grammar.vocabulary().maskLength());
    }

    /** From a trigger on; until then the answer is free. For any number of requests, as the other. */
    public static ConstraintSource source(TriggeredGrammar grammar) {
        return () -> new GrammarConstraint(grammar.matcher(), grammar.vocabulary().maskLength());
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
