package hearth.grammar.token;

import hearth.grammar.automaton.ParseState;
import hearth.grammar.automaton.ParseStates;
import hearth.grammar.automaton.TokenVisitor;
import java.util.Arrays;

/**
 * Finds which tokens may follow a state. What does not depend on the callers of the rules at work is found once, for the state
 * without callers; the trie is walked with the whole state only below the bytes that return to a caller. Not safe for threads.
 */
final class MaskComputer {
    /** What a state without callers allows for certain, and the trie nodes at which the callers decide. */
    private record LocalMask(long[] allowed, int[] openNodes, int deepest) {}

    /** What is kept with a state. */
    private static final class Masks {
        long[] whole;
        LocalMask local;

        static Masks of(ParseState state) {
            if (!(state.attachment() instanceof Masks)) {
                state.attach(new Masks());
            }
            return (Masks) state.attachment();
        }
    }

    private final TokenVocabulary vocabulary;
    private final ParseStates states;
    private final ParseState[] path; // by depth: the state after so many bytes
    private int[] openNodes = new int[64];

    MaskComputer(TokenVocabulary vocabulary, ParseStates states) {
        this.vocabulary = vocabulary;
        this.states = states;
        path = new ParseState[vocabulary.longest() + 1];
    }

    /** The tokens that may follow; shared, read only. */
    long[] mask(ParseState state) {
        Masks kept = Masks.of(state);
        if (kept.whole != null) {
            return kept.whole;
        }
        long[] mask = compute(state);
        if (states.automaton().namesTokens()) {
            addNamedTokens(state, mask);
        }
        if (state.isComplete()) {
            vocabulary.addEndings(mask);
        }
        kept.whole = mask;
        states.countBytes(8L * mask.length);
        return mask;
    }

    ParseState step(ParseState state, int id) {
        boolean text = vocabulary.isText(id);
        ParseState after = text ? step(state, vocabulary.piece(id)) : step(state, (byte[]) null);
        return states.automaton().namesTokens() ? states.stepToken(state, id, text, after) : after;
    }

    /** The state after some bytes; dead for null. */
    ParseState step(ParseState state, byte[] bytes) {
        if (bytes == null) {
            return states.dead();
        }
        ParseState at = state;
        for (byte value : bytes) {
            at = states.step(at, value);
        }
        return at;
    }

    private long[] compute(ParseState state) {
        ParseState local = states.local(state, vocabulary.longest());
        if (local == state) {
            long[] mask = new long[vocabulary.maskLength()];
            walk(state, 0, vocabulary.nodeCount, mask);
            return mask;
        }
        LocalMask known = localMask(local);
        if (states.callerDepth(state) + known.deepest > states.automaton().maxDepth()) {
            long[] mask = new long[vocabulary.maskLength()]; // near the limit the callers' depth decides too
            walk(state, 0, vocabulary.nodeCount, mask);
            return mask;
        }
        long[] mask = known.allowed.clone();
        for (int node : known.openNodes) {
            walkBelow(state, node, mask);
        }
        return mask;
    }

    private LocalMask localMask(ParseState local) {
        Masks kept = Masks.of(local);
        if (kept.local != null) {
            return kept.local;
        }
        long[] allowed = new long[vocabulary.maskLength()];
        path[0] = local;
        int openCount = 0;
        int deepest = local.deepest();
        int node = 0;
        while (node < vocabulary.nodeCount) {
            int depth = vocabulary.nodeDepth[node];
            ParseState after = states.step(path[depth - 1], vocabulary.nodeByte[node]);
            deepest = Math.max(deepest, after.deepest());
            if (after.isEscaped()) {
                if (openCount == openNodes.length) {
                    openNodes = Arrays.copyOf(openNodes, 2 * openCount);
                }
                openNodes[openCount++] = node;
                node = vocabulary.nodeEnd[node];
            } else if (after.isDead()) {
                node = vocabulary.nodeEnd[node];
            } else {
                path[depth] = after;
                allow(node, allowed);
                node++;
            }
        }
        kept.local = new LocalMask(allowed, Arrays.copyOf(openNodes, openCount), deepest);
        states.countBytes(8L * allowed.length + 4L * openCount);
        return kept.local;
    }

    /** Walks with the whole state to a node, and on below it. */
    private void walkBelow(ParseState state, int node, long[] mask) {
        byte[] piece = vocabulary.piece(vocabulary.tokens[vocabulary.nodeTokens[node]]); // the first token at or below it
        ParseState before = state;
        for (int i = 0; i < vocabulary.nodeDepth[node] - 1; i++) {
            before = states.step(before, piece[i]);
        }
        walk(before, node, vocabulary.nodeEnd[node], mask);
    }

    /** Allows what follows from {@code state}, which is the one before the byte of node {@code from}. */
    private void walk(ParseState state, int from, int to, long[] mask) {
        if (from == to) {
            return;
        }
        path[vocabulary.nodeDepth[from] - 1] = state;
        int node = from;
        while (node < to) {
            int depth = vocabulary.nodeDepth[node];
            ParseState after = states.step(path[depth - 1], vocabulary.nodeByte[node]);
            if (after.isDead()) {
                node = vocabulary.nodeEnd[node];
            } else {
                path[depth] = after;
                allow(node, mask);
                node++;
            }
        }
    }

    private void allow(int node, long[] mask) {
        for (int i = vocabulary.nodeTokens[node]; i < vocabulary.nodeTokens[node + 1]; i++) {
            int id = vocabulary.tokens[i];
            mask[id >> 6] |= 1L << id;
        }
    }

    private void addNamedTokens(ParseState state, long[] mask) {
        states.namedTokens(state, new TokenVisitor() {
            @Override
            public void token(int id) {
                if (id < vocabulary.size()) {
                    mask[id >> 6] |= 1L << id;
                }
            }

            @Override
            public void anyTokenBut(int excluded) {
                for (int id : vocabulary.tokens) {
                    if (id != excluded) {
                        mask[id >> 6] |= 1L << id;
                    }
                }
            }
        });
    }
}
