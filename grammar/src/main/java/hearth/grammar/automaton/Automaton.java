package hearth.grammar.automaton;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The finished automaton of a grammar; unchanging, for any number of threads. */
public final class Automaton {
    final int[] firstEdge;
    final int[] nextEdge;
    final byte[] kind;
    final int[] a;
    final int[] b;
    final int[] target;
    final Callee[] callees;
    final int[] calleeOfAccept; // by state; -1 for states that are no end
    final boolean[] onlyEnds; // whether nothing but the end of the callee can follow
    final int[] heights;
    final int root;
    final int maxDepth;
    final byte[] classOfByte = new byte[0x100];
    final int classCount;
    private final boolean namesTokens;
    final int[] byteOfClass;

    Automaton(EdgeList edges, List<Callee> callees, int[] heights, int root, int maxDepth) {
        firstEdge = Arrays.copyOf(edges.firstEdge, edges.stateCount);
        nextEdge = Arrays.copyOf(edges.nextEdge, edges.edgeCount);
        kind = Arrays.copyOf(edges.kind, edges.edgeCount);
        a = Arrays.copyOf(edges.a, edges.edgeCount);
        b = Arrays.copyOf(edges.b, edges.edgeCount);
        target = Arrays.copyOf(edges.target, edges.edgeCount);
        this.callees = callees.toArray(Callee[]::new);
        this.heights = heights;
        this.root = root;
        int needed = heights[this.callees[root].start];
        this.maxDepth = maxDepth + (needed == AutomatonAnalysis.NEVER ? 0 : needed);
        calleeOfAccept = new int[firstEdge.length];
        Arrays.fill(calleeOfAccept, -1);
        for (int c = 0; c < this.callees.length; c++) {
            calleeOfAccept[this.callees[c].accept] = c;
        }
        onlyEnds = new boolean[firstEdge.length];
        for (int state = 0; state < onlyEnds.length; state++) {
            onlyEnds[state] = leadsOnlyToEnd(state);
        }
        BitSet borders = new BitSet();
        boolean tokens = false;
        for (int e = 0; e < kind.length; e++) {
            tokens |= kind[e] == EdgeList.TOKEN || kind[e] == EdgeList.OTHER_TOKEN;
            if (kind[e] == EdgeList.BYTES) {
                borders.set(a[e]);
                borders.set(b[e] + 1);
            }
        }
        namesTokens = tokens;
        borders.clear(0x100);
        borders.set(0);
        byteOfClass = borders.stream().toArray();
        classCount = byteOfClass.length;
        for (int c = 0; c < classCount; c++) {
            int end = c + 1 < classCount ? byteOfClass[c + 1] : 0x100;
            Arrays.fill(classOfByte, byteOfClass[c], end, (byte) c);
        }
    }

    /** Number of states. */
    public int stateCount() {
        return firstEdge.length;
    }

    /** Roughly the memory in use. */
    public long bytes() {
        return 17L * kind.length + 13L * firstEdge.length + 64L * callees.length;
    }

    /** Whether the grammar names tokens, so that text alone does not tell what may follow. */
    public boolean namesTokens() {
        return namesTokens;
    }

    /** The class of a byte: bytes of one class are never told apart. */
    public int classOf(int value) {
        return classOfByte[value] & 0xFF;
    }

    /** How deep rules may be open inside each other. */
    public int maxDepth() {
        return maxDepth;
    }

    /** Whether the empty text matches. */
    public boolean matchesEmptyText() {
        return callees[root].nullable;
    }

    /** A few steps suffice: longer chains of empty edges only cost a stack frame. */
    private boolean leadsOnlyToEnd(int state) {
        int at = state;
        for (int steps = 0; steps < 8; steps++) {
            if (calleeOfAccept[at] >= 0) {
                return true;
            }
            int e = firstEdge[at];
            if (e < 0 || nextEdge[e] >= 0 || kind[e] != EdgeList.EPSILON) {
                return false;
            }
            at = target[e];
        }
        return false;
    }
}
