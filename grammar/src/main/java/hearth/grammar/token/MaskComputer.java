package hearth.grammar.token;

import hearth.grammar.automaton.ParseState;
import hearth.grammar.automaton.ParseStates;
import hearth.grammar.automaton.TokenVisitor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which tokens may follow a state. What does not depend on the callers of the rules at work is found once, for the state
 * without callers; the trie is walked with the whole state only below the bytes that return to a caller. Not safe for threads.
 */
final class MaskComputer {
    private static final byte[] FREQUENT = {'e', 'x', '0'};

    /**
     * What a state without callers allows for certain, and where the callers decide.
     *
     * @param openNodes nodes of each trie
     * @param openTokens tokens that were looked at one by one
     */
    private record LocalMask(long[] allowed, int[][] openNodes, int[] openTokens, int deepest) {
        long bytes() {
            long open = openTokens.length;
            for (int[] nodes : openNodes) {
                open += nodes.length;
            }
            return 8L * allowed.length + 4L * open;
        }
    }

    /** What is kept with a state. */
    private static final class Masks {
        long[] whole;
        LocalMask local;
        FreeText text;
        boolean textIsKnown;

        static Masks of(ParseState state) {
            if (!(state.attachment() instanceof Masks)) {
                state.attach(new Masks());
            }
            return (Masks) state.attachment();
        }
    }

    /** Numbers that come one by one. */
    private static final class Bag {
        private int[] values = new int[64];
        private int count;

        void add(int value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        int[] take() {
            int[] taken = Arrays.copyOf(values, count);
            count = 0;
            return taken;
        }
    }

    private final TokenVocabulary vocabulary;
    private final ParseStates states;
    private final ParseState[] path; // by depth: the state after so many bytes
    private final TokenTrie[] tries; // plain, other, broken
    private final Bag[] openNodes = {new Bag(), new Bag(), new Bag()};
    private final Bag openTokens = new Bag();
    private int deepest; // of the states in a walk

    MaskComputer(TokenVocabulary vocabulary, ParseStates states) {
        this.vocabulary = vocabulary;
        this.states = states;
        path = new ParseState[vocabulary.longest() + 1];
        tries = new TokenTrie[] {vocabulary.plain(), vocabulary.other(), vocabulary.broken()};
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

    /**
     * Finds some masks from a state on, breadth first. What is only one way on is passed over: there is little to find.
     *
     * @param before runs before each
     */
    void lookAhead(ParseState start, int count, Runnable before) {
        Deque<ParseState> open = new ArrayDeque<>(List.of(start));
        Set<ParseState> seen = new HashSet<>(open);
        int left = count;
        while (left > 0 && !open.isEmpty()) {
            before.run();
            ParseState state = open.remove();
            if (states.onlyByte(state) < 0) {
                mask(state);
                left--;
            }
            for (int value = 0; value < 0x100; value++) {
                ParseState after = states.step(state, (byte) value);
                if (!after.isDead() && seen.add(after)) {
                    open.add(after);
                }
            }
        }
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
            return find(state).allowed;
        }
        if (states.step(local, FREQUENT[0]).isEscaped() && freeTextFrom(state) != null) {
            return find(state).allowed; // text that may end behind each character: the callers decide everywhere
        }
        LocalMask known = localMask(local);
        if (states.callerDepth(state) + known.deepest > states.automaton().maxDepth()) {
            return find(state).allowed; // near the limit the callers' depth decides too
        }
        long[] mask = known.allowed.clone();
        for (int i = 0; i < tries.length; i++) {
            walkBelow(state, tries[i], known.openNodes[i], mask);
        }
        for (int id : known.openTokens) {
            if (!step(state, vocabulary.piece(id)).isDead()) {
                allow(id, mask);
            }
        }
        return mask;
    }

    private LocalMask localMask(ParseState local) {
        Masks kept = Masks.of(local);
        if (kept.local == null) {
            kept.local = find(local);
            states.countBytes(kept.local.bytes());
        }
        return kept.local;
    }

    /** What a state allows; where it has no unknown callers, nothing is left open. */
    private LocalMask find(ParseState state) {
        long[] allowed = new long[vocabulary.maskLength()];
        deepest = state.deepest();
        for (Bag bag : List.of(openNodes[0], openNodes[1], openNodes[2], openTokens)) {
            bag.take(); // what a search that failed left
        }
        FreeText text = freeTextFrom(state);
        int plainDepth;
        if (text == null) {
            plainDepth = PlainText.depthIfAllowed(states, state);
        } else {
            // A plain JSON string: what begins with a quote is soon found in the trie.
            plainDepth = text.home() == state && text.keepsPlain() ? text.deepest() : -1;
        }
        if (plainDepth >= 0) {
            deepest = Math.max(deepest, plainDepth);
            vocabulary.addPlain(allowed);
            walkLocal(state, 1, 0, tries[1].nodeCount, allowed);
        } else if (text != null) {
            addFreeText(state, text, allowed);
        } else {
            walkLocal(state, 0, 0, tries[0].nodeCount, allowed);
            walkLocal(state, 1, 0, tries[1].nodeCount, allowed);
        }
        int[][] open = {openNodes[0].take(), openNodes[1].take(), openNodes[2].take()};
        return new LocalMask(allowed, open, openTokens.take(), deepest);
    }

    /** The free text that a state is in, or that the next character leads to; null if there is none. */
    private FreeText freeTextFrom(ParseState state) {
        FreeText own = freeText(state);
        for (int i = 0; own == null && i < FREQUENT.length; i++) {
            FreeText next = freeText(states.step(state, FREQUENT[i]));
            if (next != null && FreeText.longCharacters(states, state, next.home()) >= 0) {
                own = next;
            }
        }
        return own;
    }

    private FreeText freeText(ParseState home) {
        if (home.isDead()) {
            return null;
        }
        Masks kept = Masks.of(home);
        if (!kept.textIsKnown) {
            kept.textIsKnown = true;
            kept.text = FreeText.of(vocabulary, states, home);
            if (kept.text != null) {
                states.countBytes(8L * kept.text.tokens().length + 4L * kept.text.others().length);
            }
        }
        return kept.text;
    }

    private void addFreeText(ParseState state, FreeText text, long[] allowed) {
        deepest = Math.max(deepest, Math.max(text.deepest(), FreeText.longCharacters(states, state, text.home())));
        System.arraycopy(text.tokens(), 0, allowed, 0, allowed.length);
        boolean[] apart = new boolean[text.leaving().length]; // first characters that lead elsewhere from here
        for (int c = 0; c < apart.length; c++) {
            apart[c] = !text.leaving()[c] && states.step(state, (byte) c) != text.home();
            if (apart[c]) {
                forget(tries[0], c, allowed);
                forget(tries[1], c, allowed);
            }
        }
        for (int id : text.others()) {
            addToken(state, id, allowed);
        }
        for (int c = 0; c < apart.length; c++) {
            for (int trie = 0; apart[c] && trie < 2; trie++) {
                int root = tries[trie].root(c);
                walkLocal(state, trie, Math.max(root, 0), root < 0 ? 0 : tries[trie].nodeEnd[root], allowed);
            }
        }
        walkLocal(state, 2, 0, tries[2].nodeCount, allowed);
    }

    /** Takes away the tokens that begin with a character. */
    private static void forget(TokenTrie trie, int first, long[] allowed) {
        int root = trie.root(first);
        for (int i = root < 0 ? 0 : trie.nodeTokens[root]; root >= 0 && i < trie.nodeTokens[trie.nodeEnd[root]]; i++) {
            int id = trie.tokens[i];
            allowed[id >> 6] &= ~(1L << id);
        }
    }

    private void addToken(ParseState state, int id, long[] allowed) {
        ParseState at = state;
        for (byte value : vocabulary.piece(id)) {
            at = states.step(at, value);
            deepest = Math.max(deepest, at.deepest());
            if (at.isEscaped()) {
                openTokens.add(id);
                return;
            }
            if (at.isDead()) {
                return;
            }
        }
        allow(id, allowed);
    }

    /** Allows what a state allows for certain among some nodes, and notes the nodes below which its callers decide. */
    private void walkLocal(ParseState state, int trieNumber, int from, int to, long[] allowed) {
        TokenTrie trie = tries[trieNumber];
        path[0] = state;
        int node = from;
        while (node < to) {
            int depth = trie.nodeDepth[node];
            ParseState after = states.step(path[depth - 1], trie.nodeByte[node]);
            deepest = Math.max(deepest, after.deepest());
            if (after.isEscaped()) {
                openNodes[trieNumber].add(node);
                node = trie.nodeEnd[node];
            } else if (after.isDead()) {
                node = trie.nodeEnd[node];
            } else {
                path[depth] = after;
                allow(trie, node, allowed);
                node++;
            }
        }
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
            allow(trie.tokens[i], mask);
        }
    }

    private static void allow(int id, long[] mask) {
        mask[id >> 6] |= 1L << id;
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
