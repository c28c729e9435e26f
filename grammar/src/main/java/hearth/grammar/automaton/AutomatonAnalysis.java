package hearth.grammar.automaton;

import hearth.grammar.InvalidGrammarException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** What must be known of all states before an automaton can run: who can match nothing, what can still end, who calls whom. */
final class AutomatonAnalysis {
    /** The height of a state from which no end can be reached. */
    static final int NEVER = Integer.MAX_VALUE;

    private final EdgeList edges;
    private final List<Callee> callees;
    private int[] firstIncoming;
    private int[] nextIncoming;
    private int[] firstCall; // edges that call a callee
    private int[] nextCall;
    private int[] heights;

    AutomatonAnalysis(EdgeList edges, List<Callee> callees) {
        this.edges = edges;
        this.callees = callees;
    }

    void run() {
        indexEdges();
        findNullable();
        indexEdges();
        findHeights();
        rankCallees();
    }

    /** For each state, how many callees must be open inside each other to get from it to the end of its callee. */
    int[] heights() {
        return heights;
    }

    private void indexEdges() {
        firstIncoming = filled(edges.stateCount);
        nextIncoming = filled(edges.edgeCount);
        firstCall = filled(callees.size());
        nextCall = filled(edges.edgeCount);
        for (int e = 0; e < edges.edgeCount; e++) {
            nextIncoming[e] = firstIncoming[edges.target[e]];
            firstIncoming[edges.target[e]] = e;
            if (edges.kind[e] == EdgeList.CALL) {
                nextCall[e] = firstCall[edges.a[e]];
                firstCall[edges.a[e]] = e;
            }
        }
    }

    /** Adds an epsilon edge beside each call of a callee that may read nothing. */
    private void findNullable() {
        int[] calleeOfStart = filled(edges.stateCount);
        BitSet reachesEnd = new BitSet(edges.stateCount);
        IntStack work = new IntStack();
        for (int c = 0; c < callees.size(); c++) {
            calleeOfStart[callees.get(c).start] = c;
            reachesEnd.set(callees.get(c).accept);
            work.push(callees.get(c).accept);
        }
        while (!work.isEmpty()) {
            int state = work.pop();
            int c = calleeOfStart[state];
            if (c >= 0) {
                callees.get(c).nullable = true;
                for (int e = firstCall[c]; e >= 0; e = nextCall[e]) {
                    if (reachesEnd.get(edges.target[e])) {
                        mark(edges.source[e], reachesEnd, work);
                    }
                }
            }
            for (int e = firstIncoming[state]; e >= 0; e = nextIncoming[e]) {
                boolean free = edges.kind[e] == EdgeList.EPSILON
                        || edges.kind[e] == EdgeList.CALL && callees.get(edges.a[e]).nullable;
                if (free) {
                    mark(edges.source[e], reachesEnd, work);
                }
            }
        }
        int calls = edges.edgeCount;
        for (int e = 0; e < calls; e++) {
            if (edges.kind[e] == EdgeList.CALL && callees.get(edges.a[e]).nullable) {
                edges.epsilon(edges.source[e], edges.target[e]);
            }
        }
        for (Callee callee : callees) {
            if (callee.loop && callee.nullable) {
                callee.min = 0;
            }
        }
    }

    private static void mark(int state, BitSet marked, IntStack work) {
        if (!marked.get(state)) {
            marked.set(state);
            work.push(state);
        }
    }

    /** Level by level from the ends backwards; a call can be crossed one level above the height of its callee. */
    private void findHeights() {
        heights = new int[edges.stateCount];
        Arrays.fill(heights, NEVER);
        int[] calleeOfStart = filled(edges.stateCount);
        IntStack current = new IntStack();
        for (int c = 0; c < callees.size(); c++) {
            Callee callee = callees.get(c);
            callee.height = NEVER;
            calleeOfStart[callee.start] = c;
            heights[callee.accept] = 0;
            current.push(callee.accept);
        }
        IntStack above = new IntStack();
        for (int level = 0; !current.isEmpty(); level++) {
            while (!current.isEmpty()) {
                int state = current.pop();
                int c = calleeOfStart[state];
                if (c >= 0) {
                    callees.get(c).height = level;
                    for (int e = firstCall[c]; e >= 0; e = nextCall[e]) {
                        if (heights[edges.target[e]] != NEVER) {
                            above.push(edges.source[e]);
                        }
                    }
                }
                for (int e = firstIncoming[state]; e >= 0; e = nextIncoming[e]) {
                    int source = edges.source[e];
                    if (edges.kind[e] == EdgeList.CALL && callees.get(edges.a[e]).height >= level) {
                        if (callees.get(edges.a[e]).height == level) {
                            above.push(source);
                        }
                    } else if (heights[source] == NEVER) {
                        heights[source] = level;
                        current.push(source);
                    }
                }
            }
            while (!above.isEmpty()) {
                int state = above.pop();
                if (heights[state] == NEVER) {
                    heights[state] = level + 1;
                    current.push(state);
                }
            }
        }
    }

    /** Orders callees so that callers come before what they call first; a cycle is a left recursion. */
    private void rankCallees() {
        int[][] calls = new int[callees.size()][];
        BitSet seen = new BitSet(edges.stateCount);
        for (int c = 0; c < calls.length; c++) {
            calls[c] = firstCalls(callees.get(c).start, seen);
        }
        byte[] mark = new byte[calls.length]; // 1 open, 2 done
        int[] position = new int[calls.length];
        int rank = calls.length;
        Deque<Integer> path = new ArrayDeque<>();
        for (int first = 0; first < calls.length; first++) {
            if (mark[first] != 0) {
                continue;
            }
            path.push(first);
            mark[first] = 1;
            while (!path.isEmpty()) {
                int c = path.peek();
                if (position[c] == calls[c].length) {
                    path.pop();
                    mark[c] = 2;
                    callees.get(c).rank = --rank;
                    continue;
                }
                int next = calls[c][position[c]++];
                if (mark[next] == 1) {
                    throw new InvalidGrammarException("the rule \"" + callees.get(next).name + "\" is left-recursive");
                }
                if (mark[next] == 0) {
                    mark[next] = 1;
                    path.push(next);
                }
            }
        }
    }

    /** The callees that may be entered before anything is read. */
    private int[] firstCalls(int start, BitSet seen) {
        List<Integer> visited = new ArrayList<>();
        BitSet found = new BitSet();
        IntStack work = new IntStack();
        work.push(start);
        seen.set(start);
        while (!work.isEmpty()) {
            int state = work.pop();
            visited.add(state);
            for (int e = edges.firstEdge[state]; e >= 0; e = edges.nextEdge[e]) {
                if (edges.kind[e] == EdgeList.CALL) {
                    found.set(edges.a[e]);
                } else if (edges.kind[e] == EdgeList.EPSILON && !seen.get(edges.target[e])) {
                    seen.set(edges.target[e]);
                    work.push(edges.target[e]);
                }
            }
        }
        visited.forEach(seen::clear);
        return found.stream().toArray();
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, -1);
        return array;
    }
}
