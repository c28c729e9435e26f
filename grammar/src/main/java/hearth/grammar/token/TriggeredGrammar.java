package hearth.grammar.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A grammar that sleeps until a trigger shows up in the answer, and binds from the first byte of the trigger on: the grammar's
 * texts begin with it. Until then every token is allowed but those that would carry on behind a trigger against the grammar.
 * Unchanging, for any number of threads.
 */
public final class TriggeredGrammar {
    /** The end of a token, behind a trigger that it completes. */
    record Tail(int id, int trigger, byte[] rest) {}

    private final TokenGrammar grammar;
    private final byte[][] triggers;
    private final Set<Integer> tokens;
    private final List<Tail> inside = new ArrayList<>(); // tokens with a whole trigger and more

    /**
     * @param texts the trigger texts; none may be empty
     * @param tokens ids of tokens that are triggers as a whole; the grammar must name them
     */
    public TriggeredGrammar(TokenGrammar grammar, List<String> texts, Set<Integer> tokens) {
        this.grammar = grammar;
        this.tokens = Set.copyOf(tokens);
        triggers = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        for (byte[] trigger : triggers) {
            if (trigger.length == 0) {
                throw new IllegalArgumentException("a trigger is empty");
            }
        }
        TokenVocabulary vocabulary = grammar.vocabulary();
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] piece = vocabulary.isText(id) ? vocabulary.piece(id) : new byte[0];
            Found found = find(piece);
            if (found != null && found.end < piece.length) {
                inside.add(new Tail(id, found.trigger, Arrays.copyOfRange(piece, found.end, piece.length)));
            }
        }
    }

    /** A matcher at the beginning of an answer. */
    public TriggeredMatcher matcher() {
        return new TriggeredMatcher(this);
    }

    /** What its masks are for. */
    public TokenVocabulary vocabulary() {
        return grammar.vocabulary();
    }

    TokenGrammar grammar() {
        return grammar;
    }

    boolean isTriggerToken(int id) {
        return tokens.contains(id);
    }

    byte[] trigger(int index) {
        return triggers[index];
    }

    /** Bytes to remember of the text so far. */
    int memory() {
        return Arrays.stream(triggers).mapToInt(trigger -> trigger.length - 1).max().orElse(0);
    }

    /** The tokens that complete a trigger behind this end of the text and go on after it. */
    List<Tail> tails(byte[] end) {
        List<Tail> tails = new ArrayList<>(inside);
        for (int index = 0; index < triggers.length; index++) {
            byte[] trigger = triggers[index];
            for (int begun = 1; begun < trigger.length && begun <= end.length; begun++) {
                if (Arrays.equals(trigger, 0, begun, end, end.length - begun, end.length)) {
                    byte[] missing = Arrays.copyOfRange(trigger, begun, trigger.length);
                    addTails(grammar.vocabulary().plain(), missing, index, tails);
                    addTails(grammar.vocabulary().other(), missing, index, tails);
                }
            }
        }
        return tails;
    }

    private void addTails(TokenTrie trie, byte[] missing, int index, List<Tail> tails) {
        int from = 0;
        int to = trie.nodeCount;
        for (byte wanted : missing) {
            int node = from;
            while (node < to && trie.nodeByte[node] != wanted) {
                node = trie.nodeEnd[node];
            }
            if (node >= to) {
                return;
            }
            from = node + 1;
            to = trie.nodeEnd[node];
        }
        for (int i = trie.nodeTokens[from]; i < trie.nodeTokens[to]; i++) {
            byte[] piece = grammar.vocabulary().piece(trie.tokens[i]);
            tails.add(new Tail(trie.tokens[i], index, Arrays.copyOfRange(piece, missing.length, piece.length)));
        }
    }

    /** A trigger in a text, and where it ends. */
    record Found(int trigger, int end) {}

    /** The trigger that ends first; null if there is none. */
    Found find(byte[] text) {
        for (int end = 1; end <= text.length; end++) {
            for (int index = 0; index < triggers.length; index++) {
                byte[] trigger = triggers[index];
                if (end >= trigger.length && Arrays.equals(trigger, 0, trigger.length, text, end - trigger.length, end)) {
                    return new Found(index, end);
                }
            }
        }
        return null;
    }
}
