package hearth.grammar.token;

import java.util.Arrays;

/** Follows one answer that is free until a trigger shows up, and bound by the grammar from there. */
public final class TriggeredMatcher implements TokenMatcher {
    private final TriggeredGrammar grammar;
    private final TokenVocabulary vocabulary;
    private GrammarMatcher bound; // null while free
    private byte[] end = {}; // the last bytes of the free text
    private boolean finished;

    TriggeredMatcher(TriggeredGrammar grammar) {
        this.grammar = grammar;
        vocabulary = grammar.grammar().vocabulary();
    }

    /** Whether the grammar binds already. */
    public boolean isBound() {
        return bound != null;
    }

    @Override
    public void fillMask(long[] allowed) {
        requireOpen();
        if (bound != null) {
            bound.fillMask(allowed);
            return;
        }
        int length = vocabulary.checkedLength(allowed);
        Arrays.fill(allowed, 0, length, -1L);
        int last = vocabulary.size() & 63;
        if (last != 0) {
            allowed[length - 1] = (1L << last) - 1;
        }
        for (TriggeredGrammar.Tail tail : grammar.tails(end)) {
            if (!allowsBehindTrigger(tail)) {
                allowed[tail.id() >> 6] &= ~(1L << tail.id());
            }
        }
    }

    @Override
    public boolean allows(int id) {
        if (bound != null || finished || id < 0 || id >= vocabulary.size()) {
            return bound != null && bound.allows(id);
        }
        return grammar.tails(end).stream().allMatch(tail -> tail.id() != id || allowsBehindTrigger(tail));
    }

    @Override
    public void accept(int id) {
        requireOpen();
        if (bound != null) {
            bound.accept(id);
            return;
        }
        if (!allows(id)) {
            throw new TokenRefusedException(id);
        }
        if (grammar.isTriggerToken(id)) {
            GrammarMatcher matcher = grammar.grammar().matcher();
            matcher.accept(id);
            bound = matcher;
        } else if (vocabulary.isEnding(id)) {
            finished = true;
        } else if (vocabulary.isText(id)) {
            acceptText(id);
        } else {
            end = new byte[0]; // a control token stands between
        }
    }

    private void acceptText(int id) {
        byte[] piece = vocabulary.piece(id);
        byte[] text = Arrays.copyOf(end, end.length + piece.length);
        System.arraycopy(piece, 0, text, end.length, piece.length);
        TriggeredGrammar.Found found = grammar.find(text);
        if (found == null) {
            end = Arrays.copyOfRange(text, Math.max(0, text.length - grammar.memory()), text.length);
            return;
        }
        GrammarMatcher matcher = grammar.grammar().matcher();
        int start = found.end() - grammar.trigger(found.trigger()).length;
        if (!matcher.acceptBytes(Arrays.copyOfRange(text, start, text.length))) {
            throw new TokenRefusedException(id);
        }
        bound = matcher;
    }

    private boolean allowsBehindTrigger(TriggeredGrammar.Tail tail) {
        GrammarMatcher matcher = grammar.grammar().matcher();
        return matcher.acceptBytes(grammar.trigger(tail.trigger())) && matcher.acceptBytes(tail.rest());
    }

    @Override
    public boolean isComplete() {
        return bound == null || bound.isComplete();
    }

    @Override
    public boolean mustEnd() {
        return bound != null && bound.mustEnd();
    }

    @Override
    public boolean isFinished() {
        return finished || bound != null && bound.isFinished();
    }

    @Override
    public TriggeredMatcher fork() {
        TriggeredMatcher copy = new TriggeredMatcher(grammar);
        copy.bound = bound == null ? null : bound.fork();
        copy.end = end;
        copy.finished = finished;
        return copy;
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the answer has ended");
        }
    }
}
