package hearth.grammar.automaton;

import hearth.grammar.GrammarTooComplexException;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Follows everything that needs no input: empty edges, returns, calls. Returns happen only to what has just read something;
 * callees that read nothing are empty edges at their callers. So all callers of a callee are known before it is entered, if
 * callees are entered in the order of their ranks.
 */
final class Closure {
    private static final int MAX_CONFIGURATIONS = 20_000;

    /** A callee about to be entered, in which repetition if it is a loop. */
    private record Entry(int rank, int callee, long count) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byRank = Integer.compare(rank, other.rank);
            return byRank != 0 ? byRank : Long.compare(count, other.count);
        }
    }

    private final Automaton automaton;
    private final FrameStore frames;
    private final LongSet seen = new LongSet();
    private final TreeMap<Entry, LongList> entries = new TreeMap<>();
    private final LongList work = new LongList();
    private final LongList found = new LongList();
    private boolean complete;
    private boolean escaped;
    private int deepest;
    private long visited;

    Closure(Automaton automaton, FrameStore frames) {
        this.automaton = automaton;
        this.frames = frames;
    }

    void begin() {
        seen.clear();
        entries.clear();
        work.clear();
        found.clear();
        complete = false;
        escaped = false;
        deepest = 0;
    }

    /** Something was read and left us here. */
    void add(int state, int frame) {
        push(state, frame);
    }

    /** The root callee is about to be entered. */
    void addRoot() {
        int root = automaton.root;
        complete = automaton.matchesEmptyText();
        int start = automaton.callees[root].start;
        push(start, FrameStore.ROOT);
        follow(false);
    }

    /** States that wait for input, with their frames, ascending. */
    long[] finish() {
        follow(true);
        while (!entries.isEmpty()) {
            var entry = entries.pollFirstEntry();
            long[] links = entry.getValue().sortedDistinct();
            Callee callee = automaton.callees[entry.getKey().callee];
            Frame frame = callee.loop
                    ? frames.get(entry.getKey().callee, entry.getKey().count, links)
                    : frames.get(-1, 0, links);
            push(callee.start, frame.id);
            follow(false);
        }
        long[] result = found.toArray();
        Arrays.sort(result);
        return result;
    }

    boolean complete() {
        return complete;
    }

    boolean escaped() {
        return escaped;
    }

    /** The depth that was needed, or would have been, with what is still to come at least. */
    int deepest() {
        return deepest;
    }

    /** How many configurations were looked at since the beginning: a measure of work. */
    long visited() {
        return visited;
    }

    private void push(int state, int frame) {
        int height = automaton.heights[state];
        if (height == AutomatonAnalysis.NEVER) {
            return;
        }
        int reached = frames.get(frame).depth + height;
        deepest = Math.max(deepest, reached);
        if (reached > automaton.maxDepth) {
            return;
        }
        if (seen.add(Frame.link(state, frame))) {
            visited++;
            if (seen.size() > MAX_CONFIGURATIONS) {
                throw new GrammarTooComplexException(
                        "the grammar is too ambiguous: more than " + MAX_CONFIGURATIONS + " ways to read the text so far");
            }
            work.add(Frame.link(state, frame));
        }
    }

    private void follow(boolean justRead) {
        while (work.size() > 0) {
            long configuration = work.removeLast();
            int state = Frame.state(configuration);
            int frame = Frame.frame(configuration);
            if (justRead && automaton.calleeOfAccept[state] >= 0) {
                leave(frame);
            }
            boolean waits = false;
            for (int e = automaton.firstEdge[state]; e >= 0; e = automaton.nextEdge[e]) {
                switch (automaton.kind[e]) {
                    case EdgeList.EPSILON -> push(automaton.target[e], frame);
                    case EdgeList.CALL -> call(automaton.a[e], automaton.target[e], frame);
                    default -> waits = true;
                }
            }
            if (waits) {
                found.add(configuration);
            }
        }
    }

    private void call(int callee, int returnTo, int frameId) {
        Frame frame = frames.get(frameId);
        int callHeight = automaton.callees[callee].height;
        int returnHeight = automaton.heights[returnTo];
        if (callHeight == AutomatonAnalysis.NEVER || returnHeight == AutomatonAnalysis.NEVER) {
            return;
        }
        int reached = frame.depth + Math.max(1 + callHeight, returnHeight);
        deepest = Math.max(deepest, reached);
        if (reached > automaton.maxDepth) {
            return; // could be entered, but not left again
        }
        LongList links = linksInto(callee, 1);
        if (automaton.onlyEnds[returnTo] && frame.loop < 0 && frameId > FrameStore.UNKNOWN) {
            links.addAll(frame.links); // nothing left to do here: return to our callers directly
        } else {
            links.add(Frame.link(returnTo, frameId));
        }
    }

    private void leave(int frameId) {
        if (frameId == FrameStore.ROOT) {
            complete = true;
            return;
        }
        if (frameId == FrameStore.UNKNOWN) {
            escaped = true;
            return;
        }
        Frame frame = frames.get(frameId);
        boolean done = true;
        if (frame.loop >= 0) {
            Callee loop = automaton.callees[frame.loop];
            done = frame.count >= loop.min;
            if (frame.count < loop.max) {
                boolean endless = loop.max == Long.MAX_VALUE && frame.count >= loop.min;
                linksInto(frame.loop, endless ? frame.count : frame.count + 1).addAll(frame.links);
            }
        }
        if (done) {
            for (long link : frame.links) {
                push(Frame.state(link), Frame.frame(link));
            }
        }
    }

    private LongList linksInto(int callee, long count) {
        Callee entered = automaton.callees[callee];
        return entries.computeIfAbsent(new Entry(entered.rank, callee, entered.loop ? count : 0), key -> new LongList());
    }
}
