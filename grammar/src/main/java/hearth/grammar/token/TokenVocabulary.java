package hearth.grammar.token;

import hearth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.OptionalInt;

/**
 * The tokens of text of one tokenizer as a trie over their bytes, and those that end an answer. Made once per tokenizer, takes
 * tenths of a second; unchanging, for any number of threads and grammars.
 *
 * <p>Control, unknown and unused tokens, and tokens without bytes, are no tokens of text.
 */
public final class TokenVocabulary {
    private static final int UNUSED = 5; // number of this kind in Vocabulary.types

    private final Tokenizer tokenizer;
    private final byte[][] pieces;
    private final BitSet endings = new BitSet();
    private int longest;

    // the trie in depth-first order, without its root
    final int nodeCount;
    final byte[] nodeByte;
    final short[] nodeDepth; // 1 for the first byte
    final int[] nodeEnd; // the node after the last descendant
    final int[] nodeTokens; // where its tokens begin in tokens; those of the next node follow
    final int[] tokens;

    private TokenVocabulary(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        pieces = new byte[tokenizer.size()][];
        int[] types = tokenizer.vocabulary().types();
        int count = 0;
        for (int id = 0; id < pieces.length; id++) {
            if (tokenizer.isEndOfGeneration(id)) {
                endings.set(id);
            } else if (!tokenizer.isControl(id) && (id >= types.length || types[id] != UNUSED)) {
                byte[] piece = tokenizer.tokenBytes(id);
                if (piece.length > 0) {
                    pieces[id] = piece;
                    longest = Math.max(longest, piece.length);
                    count++;
                }
            }
        }
        tokens = sorted(count);
        int bytes = 0;
        byte[] before = {};
        for (int id : tokens) {
            bytes += pieces[id].length - common(before, pieces[id]);
            before = pieces[id];
        }
        nodeCount = bytes;
        nodeByte = new byte[nodeCount];
        nodeDepth = new short[nodeCount];
        nodeEnd = new int[nodeCount];
        nodeTokens = new int[nodeCount + 1];
        fillTrie();
    }

    /** The trie of a tokenizer's tokens. */
    public static TokenVocabulary of(Tokenizer tokenizer) {
        return new TokenVocabulary(tokenizer);
    }

    /** Number of tokens of the tokenizer: ids run from 0 to one less. */
    public int size() {
        return pieces.length;
    }

    /** How many longs a mask has: bit {@code id & 63} of number {@code id >> 6} stands for a token. */
    public int maskLength() {
        return pieces.length + 63 >> 6;
    }

    /** The tokenizer it was made of. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Whether this token ends an answer. */
    public boolean isEnding(int id) {
        return endings.get(id);
    }

    /** Whether this token is text, so that it may be matched by its bytes. */
    boolean isText(int id) {
        return id >= 0 && id < pieces.length && pieces[id] != null;
    }

    /** The bytes of a token of text: shared, read only. */
    byte[] piece(int id) {
        return pieces[id];
    }

    /** The most bytes a token of text has. */
    int longest() {
        return longest;
    }

    void addEndings(long[] mask) {
        for (int id = endings.nextSetBit(0); id >= 0; id = endings.nextSetBit(id + 1)) {
            mask[id >> 6] |= 1L << id;
        }
    }

    /** The token with exactly this text, or the only token of the text with markers recognised. */
    OptionalInt named(String text) {
        OptionalInt found = tokenizer.find(text);
        if (found.isPresent()) {
            return found;
        }
        int[] ids = tokenizer.encode(text, true);
        return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
    }

    private int[] sorted(int count) {
        Integer[] ids = new Integer[count];
        int next = 0;
        for (int id = 0; id < pieces.length; id++) {
            if (pieces[id] != null) {
                ids[next++] = id;
            }
        }
        Arrays.sort(ids, Comparator.comparing((Integer id) -> pieces[id], Arrays::compareUnsigned).thenComparingInt(id -> id));
        return Arrays.stream(ids).mapToInt(Integer::intValue).toArray();
    }

    private void fillTrie() {
        int[] path = new int[longest + 1];
        byte[] before = {};
        int node = 0;
        for (int i = 0; i < tokens.length; i++) {
            byte[] piece = pieces[tokens[i]];
            int common = common(before, piece);
            for (int depth = before.length; depth > common; depth--) {
                nodeEnd[path[depth]] = node;
            }
            for (int depth = common + 1; depth <= piece.length; depth++) {
                path[depth] = node;
                nodeByte[node] = piece[depth - 1];
                nodeDepth[node] = (short) depth;
                nodeTokens[node++] = i;
            }
            nodeTokens[node] = i + 1;
            before = piece;
        }
        for (int depth = before.length; depth > 0; depth--) {
            nodeEnd[path[depth]] = node;
        }
    }

    private static int common(byte[] x, byte[] y) {
        int mismatch = Arrays.mismatch(x, y);
        return mismatch < 0 ? x.length : mismatch;
    }
}
