package hearth.grammar.token;

import hearth.grammar.automaton.ParseState;
import java.io.ByteArrayOutputStream;

/**
 * Follows one answer under a grammar: before each step {@link #fillMask}, after it {@link #accept}. It fails closed: where no token
 * is allowed it throws, and it never allows more than the grammar does.
 */
public final class GrammarMatcher implements TokenMatcher {
    private final TokenGrammar grammar;
    private ParseState state;
    private boolean finished;

    GrammarMatcher(TokenGrammar grammar) {
        this.grammar = grammar;
        state = grammar.start();
    }

    private GrammarMatcher(GrammarMatcher other) {
        grammar = other.grammar;
        state = other.state;
        finished = other.finished;
    }

    @Override
    public void fillMask(long[] allowed) {
        requireOpen();
        int length = grammar.vocabulary().checkedLength(allowed);
        state = grammar.fillMask(state, allowed);
        for (int i = 0; i < length; i++) {
            if (allowed[i] != 0) {
                return;
            }
        }
        throw new NoTokenAllowedException();
    }

    @Override
    public boolean allows(int id) {
        if (finished || id < 0 || id >= grammar.vocabulary().size()) {
            return false;
        }
        return grammar.vocabulary().isEnding(id) && state.isComplete() || !grammar.step(state, id).isDead();
    }

    @Override
    public void accept(int id) {
        requireOpen();
        if (id >= 0 && id < grammar.vocabulary().size()) {
            ParseState after = grammar.step(state, id);
            if (!after.isDead()) {
                state = after;
                return;
            }
            if (grammar.vocabulary().isEnding(id) && state.isComplete()) {
                finished = true;
                return;
            }
        }
        throw new TokenRefusedException(id);
    }

    /** Goes on by bytes of text and tells whether the grammar allows them; if not the matcher stays where it was. */
    public boolean acceptBytes(byte[] bytes) {
        requireOpen();
        ParseState after = grammar.step(state, bytes);
        if (after.isDead()) {
            return false;
        }
        state = after;
        return true;
    }

    @Override
    public boolean isComplete() {
        return state.isComplete();
    }

    @Override
    public boolean mustEnd() {
        return state.isComplete() && !state.goesOn();
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    /** The bytes that must come next whatever the model wants, up to {@code limit}; often none. */
    public byte[] forcedBytes(int limit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ParseState at = state;
        while (!finished && bytes.size() < limit) {
            int only = grammar.onlyByte(at);
            if (only < 0) {
                break;
            }
            bytes.write(only);
            at = grammar.step(at, new byte[] {(byte) only});
        }
        return bytes.toByteArray();
    }

    @Override
    public GrammarMatcher fork() {
        return new GrammarMatcher(this);
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the answer has ended");
        }
    }
}
