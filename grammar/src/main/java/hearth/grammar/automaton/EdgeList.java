package hearth.grammar.automaton;

import hearth.grammar.GrammarTooComplexException;
import java.util.Arrays;

/** States with their outgoing edges as linked lists in arrays. */
final class EdgeList {
    static final byte EPSILON = 0; // nothing is read
    static final byte BYTES = 1; // one byte from a to b
    static final byte CALL = 2; // what callee a matches
    static final byte TOKEN = 3; // the token with id a
    static final byte OTHER_TOKEN = 4; // one token of text whose id is not a

    private static final int MAX_STATES = 600_000;
    private static final int MAX_EDGES = 900_000;

    int stateCount;
    int[] firstEdge = new int[64];
    int edgeCount;
    int[] nextEdge = new int[64];
    byte[] kind = new byte[64];
    int[] a = new int[64];
    int[] b = new int[64];
    int[] source = new int[64];
    int[] target = new int[64];

    int newState() {
        if (stateCount == firstEdge.length) {
            if (stateCount >= MAX_STATES) {
                throw new GrammarTooComplexException("the grammar needs more than " + MAX_STATES + " states");
            }
            firstEdge = Arrays.copyOf(firstEdge, Math.min(MAX_STATES, 2 * stateCount));
        }
        firstEdge[stateCount] = -1;
        return stateCount++;
    }

    void add(byte edgeKind, int from, int to, int first, int second) {
        if (edgeCount == kind.length) {
            grow();
        }
        kind[edgeCount] = edgeKind;
        a[edgeCount] = first;
        b[edgeCount] = second;
        source[edgeCount] = from;
        target[edgeCount] = to;
        nextEdge[edgeCount] = firstEdge[from];
        firstEdge[from] = edgeCount++;
    }

    void epsilon(int from, int to) {
        add(EPSILON, from, to, 0, 0);
    }

    private void grow() {
        if (edgeCount >= MAX_EDGES) {
            throw new GrammarTooComplexException("the grammar needs more than " + MAX_EDGES + " transitions");
        }
        int length = Math.min(MAX_EDGES, 2 * edgeCount);
        nextEdge = Arrays.copyOf(nextEdge, length);
        kind = Arrays.copyOf(kind, length);
        a = Arrays.copyOf(a, length);
        b = Arrays.copyOf(b, length);
        source = Arrays.copyOf(source, length);
        target = Arrays.copyOf(target, length);
    }
}
