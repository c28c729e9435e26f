package hearth.grammar.token;

import java.util.Arrays;
import java.util.Comparator;

/** Tokens by their bytes, as a trie whose nodes lie in depth-first order, without its root. */
final class TokenTrie {
    final int nodeCount;
    final byte[] nodeByte;
    final short[] nodeDepth; // 1 for the first byte
    final int[] nodeEnd; // the node after the last descendant
    final int[] nodeTokens; // where its tokens begin in tokens; those of the next node follow
    final int[] tokens;

    /** @param pieces the bytes of each token, by id; null for tokens that are left out */
    TokenTrie(byte[][] pieces) {
        tokens = sorted(pieces);
        int bytes = 0;
        int longest = 0;
        byte[] before = {};
        for (int id : tokens) {
            bytes += pieces[id].length - common(before, pieces[id]);
            before = pieces[id];
            longest = Math.max(longest, before.length);
        }
        nodeCount = bytes;
        nodeByte = new byte[nodeCount];
        nodeDepth = new short[nodeCount];
        nodeEnd = new int[nodeCount];
        nodeTokens = new int[nodeCount + 1];
        fill(pieces, longest);
    }

    private static int[] sorted(byte[][] pieces) {
        Integer[] ids = new Integer[pieces.length];
        int count = 0;
        for (int id = 0; id < pieces.length; id++) {
            if (pieces[id] != null) {
                ids[count++] = id;
            }
        }
        Arrays.sort(ids, 0, count, Comparator.comparing((Integer id) -> pieces[id], Arrays::compareUnsigned));
        return Arrays.stream(ids, 0, count).mapToInt(Integer::intValue).toArray();
    }

    private void fill(byte[][] pieces, int longest) {
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
