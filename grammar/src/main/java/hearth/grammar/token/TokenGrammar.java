package hearth.grammar.token;

import hearth.grammar.Grammar;
import hearth.grammar.GrammarTooComplexException;
import hearth.grammar.InvalidGrammarException;
import hearth.grammar.automaton.Automaton;
import hearth.grammar.automaton.AutomatonBuilder;
import hearth.grammar.automaton.ParseState;
import hearth.grammar.automaton.ParseStates;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A grammar made ready for one vocabulary. It remembers the masks it computed, for all matchers; safe for many threads. Make
 * one per grammar and vocabulary, and a {@link #matcher} per answer.
 */
public final class TokenGrammar {
    private static final long MAX_BYTES = 32L << 20;
    private static final long WORK_OF_STEP = 150_000;
    private static final int MASKS_AHEAD = 8;

    private final TokenVocabulary vocabulary;
    private final ReentrantLock lock = new ReentrantLock(); // guards states and masks
    private final ParseStates states;
    private final MaskComputer masks;
    private final AtomicLong rememberedBytes = new AtomicLong(); // to be asked without the lock

    private TokenGrammar(TokenVocabulary vocabulary, Automaton automaton) {
        this.vocabulary = vocabulary;
        states = new ParseStates(automaton, MAX_BYTES);
        masks = new MaskComputer(vocabulary, states);
    }

    /**
     * Makes a grammar ready for a vocabulary.
     *
     * @throws InvalidGrammarException if a rule or named token is missing, a rule is left-recursive, or no text matches
     * @throws GrammarTooComplexException if it needs too many states
     */
    public static TokenGrammar compile(Grammar grammar, TokenVocabulary vocabulary) {
        TokenGrammar result = new TokenGrammar(vocabulary, AutomatonBuilder.build(grammar, vocabulary::named));
        result.start(); // a grammar too ambiguous for its first step is refused here
        result.lookAhead();
        return result;
    }

    /** Finds the masks of the first steps now: later other answers would wait for them. */
    private void lookAhead() {
        lock.lock();
        try {
            masks.lookAhead(states.start(), MASKS_AHEAD, () -> states.grant(WORK_OF_STEP));
        } catch (GrammarTooComplexException e) {
            // Whoever comes there is told.
        } finally {
            lock.unlock();
        }
    }

    /** A matcher at the beginning of an answer. */
    public GrammarMatcher matcher() {
        return new GrammarMatcher(this);
    }

    /** The vocabulary whose tokens it speaks of. */
    public TokenVocabulary vocabulary() {
        return vocabulary;
    }

    /** Roughly the memory in use, in bytes: for the automaton, and up to about 32 MiB for remembered states and masks. */
    public long bytes() {
        return states.automaton().bytes() + rememberedBytes.get();
    }

    ParseState start() {
        lock.lock();
        try {
            states.grant(WORK_OF_STEP);
            return states.start();
        } finally {
            lock.unlock();
        }
    }

    /** Copies the mask of a state and returns the state as remembered now. */
    ParseState fillMask(ParseState state, long[] allowed) {
        lock.lock();
        try {
            ParseState current = fresh(state);
            long[] mask = masks.mask(current);
            System.arraycopy(mask, 0, allowed, 0, mask.length);
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** The state after a token that is no ending; dead if it is not allowed. */
    ParseState step(ParseState state, int id) {
        lock.lock();
        try {
            return masks.step(fresh(state), id);
        } finally {
            lock.unlock();
        }
    }

    /** The state after some bytes; dead if they are not allowed. */
    ParseState step(ParseState state, byte[] bytes) {
        lock.lock();
        try {
            return masks.step(fresh(state), bytes);
        } finally {
            lock.unlock();
        }
    }

    /** The only byte that may follow, or -1. */
    int onlyByte(ParseState state) {
        lock.lock();
        try {
            return states.onlyByte(fresh(state));
        } finally {
            lock.unlock();
        }
    }

    private ParseState fresh(ParseState state) {
        states.makeRoom();
        rememberedBytes.set(states.bytes());
        states.grant(WORK_OF_STEP);
        return states.current(state);
    }
}
