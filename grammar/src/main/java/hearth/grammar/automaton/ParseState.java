package hearth.grammar.automaton;

import java.util.Arrays;

/**
 * Everything that may be going on after some text: states that wait for a byte or a token, each with its frame. Equal ones are one
 * object within a generation of {@link ParseStates}.
 */
public final class ParseState {
    final long[] configurations; // state << 32 | frame, ascending
    final FrameStore frames;
    final ParseState[] next; // by byte class; null where not computed yet
    private final boolean complete;
    private final boolean escaped;
    private final int deepest;
    private final int hash;
    private Object attachment;

    ParseState(long[] configurations, FrameStore frames, boolean complete, boolean escaped, int deepest, int classCount) {
        this.configurations = configurations;
        this.complete = complete;
        this.escaped = escaped;
        this.frames = frames;
        this.deepest = deepest;
        next = new ParseState[classCount];
        hash = 31 * Arrays.hashCode(configurations) + (complete ? 1 : 0) + (escaped ? 2 : 0);
    }

    /** Whether the text so far matches the grammar. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether the end of the unknown callers' callee was reached: what follows depends on them. */
    public boolean isEscaped() {
        return escaped;
    }

    /** Whether something can follow. */
    public boolean goesOn() {
        return configurations.length > 0;
    }

    /** Whether no text that matches begins so. */
    public boolean isDead() {
        return configurations.length == 0 && !complete && !escaped;
    }

    /** How deep rules are open inside each other, with what is still to come at least. */
    public int deepest() {
        return deepest;
    }

    /** What a user of the states keeps with this one; null if nothing. */
    public Object attachment() {
        return attachment;
    }

    public void attach(Object newAttachment) {
        attachment = newAttachment;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParseState state
                && complete == state.complete
                && escaped == state.escaped
                && Arrays.equals(configurations, state.configurations);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
