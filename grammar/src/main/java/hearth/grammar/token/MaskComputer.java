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
    private record LocalMask(long[] allowed, int[] openPlain, int[] openOther, int deepest) {}

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
    private int deepest; // of the states in a walk

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
            return walkAll(state);
        }
        LocalMask known = localMask(local);
        if (states.callerDepth(state) + known.deepest > states.automaton().maxDepth()) {
            return walkAll(state); // near the limit the callers' depth decides too
        }
        long[] mask = known.allowed.clone();
        walkBelow(state, vocabulary.plain(), known.openPlain, mask);
        walkBelow(state, vocabulary.other(), known.openOther, mask);
        return mask;
    }

    private LocalMask localMask(ParseState local) {
        Masks kept = Masks.of(local);
        if (kept.local != null) {
            return kept.local;
        }
        long[] allowed = new long[vocabulary.maskLength()];
        deepest = local.deepest();
        int[] openPlain = {};
        int plainDepth = PlainText.depthIfAllowed(states, local);
        if (plainDepth >= 0) {
            deepest = Math.max(deepest, plainDepth);
            vocabulary.addPlain(allowed);
        } else {
            openPlain = walkLocal(local, vocabulary.plain(), allowed);
        }
        int[] openOther = walkLocal(local, vocabulary.other(), allowed);
        kept.local = new LocalMask(allowed, openPlain, openOther, deepest);
        states.countBytes(8L * allowed.length + 4L * (openPlain.length + openOther.length));
        return kept.local;
    }

    /** Allows what a state without callers allows for certain, and returns the nodes below which the callers decide. */
    private int[] walkLocal(ParseState local, TokenTrie trie, long[] allowed) {
        path[0] = local;
        int openCount = 0;
        int node = 0;
        while (node < trie.nodeCount) {
            int depth = trie.nodeDepth[node];
            ParseState after = states.step(path[depth - 1], trie.nodeByte[node]);
            deepest = Math.max(deepest, after.deepest());
            if (after.isEscaped()) {
                if (openCount == openNodes.length) {
                    openNodes = Arrays.copyOf(openNodes, 2 * openCount);
                }
                openNodes[openCount++] = node;
                node = trie.nodeEnd[node];
            } else if (after.isDead()) {
                node = trie.nodeEnd[node];
            } else {
                path[depth] = after;
                allow(trie, node, allowed);
                node++;
            }
        }
        return Arrays.copyOf(openNodes, openCount);
    }

    private long[] walkAll(ParseState state) {
        long[] mask = new long[vocabulary.maskLength()];
        if (PlainText.depthIfAllowed(states, state) >= 0) {
            vocabulary.addPlain(mask);
        } else {
            walk(state, vocabulary.plain(), 0, vocabulary.plain().nodeCount, mask);
        }
        walk(state, vocabulary.other(), 0, vocabulary.other().nodeCount, mask);
        return mask;
    }

    /** Walks with the whole state to each of the nodes, and on below it. */
    private void walkBelow(ParseState state, TokenTrie trie, int[] nodes, long[] mask) {
        for (int node : nodes) {
            byte[] piece = vocabulary.piece(trie.tokens[trie.nodeTokens[node]]); // the first token at or below it
            ParseState before = state;
            for (int i = 0; i < trie.nodeDepth[node] - 1; i++) {
                before = states.step(before, piece[i]);
            }
            walk(before, trie, node, trie.nodeEnd[node], mask);
        }
    }

    /** Allows what follows from {@code state}, which is the one before the byte of node {@code from}. */
    private void walk(ParseState state, TokenTrie trie, int from, int to, long[] mask) {
        if (from == to) {
            return;
        }
        path[trie.nodeDepth[from] - 1] = state;
        int node = from;
        while (node < to) {
            int depth = trie.nodeDepth[node];
            ParseState after = states.step(path[depth - 1], trie.nodeByte[node]);
            if (after.isDead()) {
                node = trie.nodeEnd[node];
            } else {
                path[depth] = after;
                allow(trie, node, mask);
                node++;
            }
        }
    }

    private static void allow(TokenTrie trie, int node, long[] mask) {
        for (int i = trie.nodeTokens[node]; i < trie.nodeTokens[node + 1]; i++) {
            int id = trie.tokens[i];
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
                for (int id = 0; id < vocabulary.size(); id++) {
                    if (id != excluded && vocabulary.isText(id)) {
                        mask[id >> 6] |= 1L << id;
                    }
                }
            }
        });
    }
}
