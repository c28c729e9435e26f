package hearth.grammar.token;

import hearth.grammar.GrammarTooComplexException;
import hearth.grammar.automaton.ParseState;
import java.io.ByteArrayOutputStream;

/**
 * Follows one answer under a grammar: before each step {@link #fillMask}, after it {@link #accept}. For one thread at a time;
 * {@link #fork} gives an independent copy for drafts.
 *
 * <p>It fails closed: where no token is allowed it throws, and it never allows more than the grammar does.
 */
public final class GrammarMatcher {
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

    /**
     * Sets the bits of the tokens that may come next and clears all others; bit {@code id & 63} of {@code allowed[id >> 6]}
     * stands for a token. Tokens that end an answer are allowed where the text is complete, and alone where nothing can follow.
     *
     * @param allowed at least {@link TokenVocabulary#maskLength} long; what is beyond is cleared
     * @throws NoTokenAllowedException if there is none
     * @throws GrammarTooComplexException if finding them takes too much work
     * @throws IllegalStateException if the answer has ended
     */
    public void fillMask(long[] allowed) {
        requireOpen();
        int length = grammar.vocabulary().maskLength();
        if (allowed.length < length) {
            throw new IllegalArgumentException("the mask has " + allowed.length + " longs, " + length + " are needed");
        }
        state = grammar.fillMask(state, allowed);
        for (int i = length; i < allowed.length; i++) {
            allowed[i] = 0;
        }
        for (int i = 0; i < length; i++) {
            if (allowed[i] != 0) {
                return;
            }
        }
        throw new NoTokenAllowedException();
    }

    /** Whether a token may come next: cheaper than a mask when only one is asked for. */
    public boolean allows(int id) {
        if (finished || id < 0 || id >= grammar.vocabulary().size()) {
            return false;
        }
        return grammar.vocabulary().isEnding(id) && state.isComplete() || !grammar.step(state, id).isDead();
    }

    /**
     * Goes on by one token.
     *
     * @throws TokenRefusedException if the grammar does not allow it; the matcher stays where it was
     * @throws IllegalStateException if the answer has ended
     */
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

    /** Whether the text so far matches the grammar as a whole. */
    public boolean isComplete() {
        return state.isComplete();
    }

    /** Whether nothing can follow but the end of the answer. */
    public boolean mustEnd() {
        return state.isComplete() && !state.goesOn();
    }

    /** Whether a token that ends the answer was accepted. */
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

    /** A matcher at the same place that goes its own way. */
    public GrammarMatcher fork() {
        return new GrammarMatcher(this);
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the answer has ended");
        }
    }
}
