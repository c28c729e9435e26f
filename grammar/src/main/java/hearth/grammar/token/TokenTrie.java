package hearth.grammar.token;

import java.util.Arrays;

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
        tokens = PieceOrder.of(pieces);
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

    /** The node of a first byte, or -1. */
    int root(int value) {
        for (int node = 0; node < nodeCount; node = nodeEnd[node]) {
            if ((nodeByte[node] & 0xFF) == value) {
                return node;
            }
        }
        return -1;
    }

    private static int common(byte[] x, byte[] y) {
        int mismatch = Arrays.mismatch(x, y);
        return mismatch < 0 ? x.length : mismatch;
    }
}
