package hearth.grammar.automaton;

import hearth.grammar.GrammarTooComplexException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Runs an automaton over bytes and remembers each state and step, so that a repeated step is one array access. What is
 * remembered is bounded: beyond a limit everything is forgotten, and {@link #current} brings over the states that are still in
 * use. Not safe for threads: callers lock.
 */
public final class ParseStates {
    private static final int STATE_BYTES = 200;

    private final Automaton automaton;
    private final long maxBytes;
    private FrameStore frames;
    private Closure closure;
    private Map<ParseState, ParseState> known;
    private long bytes;
    private long budget;
    private ParseState dead;

    /** @param maxBytes roughly the memory to use for what is remembered */
    public ParseStates(Automaton automaton, long maxBytes) {
        this.automaton = automaton;
        this.maxBytes = maxBytes;
        forget();
    }

    /** The automaton that runs here. */
    public Automaton automaton() {
        return automaton;
    }

    /** Limits the work of the next steps, counted in configurations; beyond it they throw {@link GrammarTooComplexException}. */
    public void grant(long configurations) {
        budget = closure.visited() + configurations;
    }

    /** Forgets everything if too much is remembered; states from before must go through {@link #current} then. */
    public void makeRoom() {
        if (bytes() > maxBytes) {
            forget();
        }
    }

    /** Roughly the memory in use for what is remembered. */
    public long bytes() {
        return bytes + frames.bytes();
    }

    /** Notes that a user keeps so much memory with states. */
    public void countBytes(long attached) {
        bytes += attached;
    }

    /** The state before anything is read. */
    public ParseState start() {
        closure.begin();
        closure.addRoot();
        return finish();
    }

    /** The state from which nothing can follow. */
    public ParseState dead() {
        return dead;
    }

    /** The same state among those remembered now. */
    public ParseState current(ParseState state) {
        if (state.frames == frames) {
            return state;
        }
        Map<Integer, Integer> moved = new HashMap<>();
        return withFrames(state, id -> adopt(state.frames, id, moved));
    }

    /**
     * What is known of a state without its callers: rules end in {@link ParseState#isEscaped}. Many states have the same one.
     * Counters far from both ends of their range, by {@code lookahead} bytes, are not told apart.
     */
    public ParseState local(ParseState state, int lookahead) {
        return withFrames(state, id -> localFrame(id, lookahead));
    }

    /** The depth of the deepest caller that {@link #local} hides. */
    public int callerDepth(ParseState state) {
        int depth = 0;
        for (long configuration : state.configurations) {
            depth = Math.max(depth, frames.get(Frame.frame(configuration)).depth);
        }
        return depth;
    }

    /** The state after one more byte, which may be dead. */
    public ParseState step(ParseState state, byte value) {
        int byteClass = automaton.classOfByte[value & 0xFF] & 0xFF;
        ParseState next = state.next[byteClass];
        if (next == null) {
            next = compute(state, automaton.byteOfClass[byteClass]);
            state.next[byteClass] = next;
        }
        return next;
    }

    /** The state after one more token, given the state after its bytes, for grammars that name tokens. */
    public ParseState stepToken(ParseState state, int id, boolean ordinary, ParseState afterBytes) {
        closure.begin();
        boolean any = false;
        for (long configuration : state.configurations) {
            for (int e = automaton.firstEdge[Frame.state(configuration)]; e >= 0; e = automaton.nextEdge[e]) {
                boolean matches = automaton.kind[e] == EdgeList.TOKEN && automaton.a[e] == id
                        || automaton.kind[e] == EdgeList.OTHER_TOKEN && automaton.a[e] != id && ordinary;
                if (matches) {
                    closure.add(automaton.target[e], Frame.frame(configuration));
                    any = true;
                }
            }
        }
        if (!any) {
            return afterBytes;
        }
        ParseState afterToken = finish();
        long[] both = Arrays.copyOf(
                afterToken.configurations, afterToken.configurations.length + afterBytes.configurations.length);
        System.arraycopy(
                afterBytes.configurations, 0, both, afterToken.configurations.length, afterBytes.configurations.length);
        Arrays.sort(both);
        return intern(
                Arrays.stream(both).distinct().toArray(),
                afterToken.isComplete() || afterBytes.isComplete(),
                afterToken.isEscaped() || afterBytes.isEscaped(),
                Math.max(afterToken.deepest(), afterBytes.deepest()));
    }

    /** Shows a visitor the tokens that the grammar names at this state. */
    public void namedTokens(ParseState state, TokenVisitor visitor) {
        for (long configuration : state.configurations) {
            for (int e = automaton.firstEdge[Frame.state(configuration)]; e >= 0; e = automaton.nextEdge[e]) {
                if (automaton.kind[e] == EdgeList.TOKEN) {
                    visitor.token(automaton.a[e]);
                } else if (automaton.kind[e] == EdgeList.OTHER_TOKEN) {
                    visitor.anyTokenBut(automaton.a[e]);
                }
            }
        }
    }

    /** The only byte that may come next; -1 if the text may end here, or there are several or none. */
    public int onlyByte(ParseState state) {
        int only = -1;
        if (state.isComplete()) {
            return -1;
        }
        for (long configuration : state.configurations) {
            for (int e = automaton.firstEdge[Frame.state(configuration)]; e >= 0; e = automaton.nextEdge[e]) {
                if (automaton.kind[e] == EdgeList.TOKEN || automaton.kind[e] == EdgeList.OTHER_TOKEN) {
                    return -1;
                }
                if (automaton.kind[e] == EdgeList.BYTES) {
                    if (automaton.a[e] != automaton.b[e] || only >= 0 && only != automaton.a[e]) {
                        return -1;
                    }
                    only = automaton.a[e];
                }
            }
        }
        return only;
    }

    private ParseState compute(ParseState state, int value) {
        closure.begin();
        boolean any = false;
        for (long configuration : state.configurations) {
            for (int e = automaton.firstEdge[Frame.state(configuration)]; e >= 0; e = automaton.nextEdge[e]) {
                if (automaton.kind[e] == EdgeList.BYTES && automaton.a[e] <= value && value <= automaton.b[e]) {
                    closure.add(automaton.target[e], Frame.frame(configuration));
                    any = true;
                }
            }
        }
        return any ? finish() : dead;
    }

    private ParseState finish() {
        long[] configurations = closure.finish();
        if (closure.visited() > budget) {
            throw new GrammarTooComplexException("one step of the grammar takes too much work");
        }
        return intern(configurations, closure.complete(), closure.escaped(), closure.deepest());
    }

    private ParseState intern(long[] configurations, boolean complete, boolean escaped, int deepest) {
        ParseState state = new ParseState(configurations, frames, complete, escaped, deepest, automaton.classCount);
        ParseState found = known.putIfAbsent(state, state);
        if (found != null) {
            return found;
        }
        bytes += STATE_BYTES + 8L * configurations.length + 4L * automaton.classCount;
        return state;
    }

    private ParseState withFrames(ParseState state, IntUnaryOperator replacement) {
        long[] configurations = Arrays.stream(state.configurations)
                .map(c -> Frame.link(Frame.state(c), replacement.applyAsInt(Frame.frame(c))))
                .sorted()
                .distinct()
                .toArray();
        return intern(configurations, state.isComplete(), state.isEscaped(), state.deepest());
    }

    private int adopt(FrameStore from, int id, Map<Integer, Integer> moved) {
        if (id <= FrameStore.UNKNOWN) {
            return id;
        }
        Integer done = moved.get(id);
        if (done != null) {
            return done;
        }
        Frame old = from.get(id);
        long[] links = Arrays.stream(old.links)
                .map(link -> Frame.link(Frame.state(link), adopt(from, Frame.frame(link), moved)))
                .sorted()
                .toArray();
        int result = frames.get(old.loop, old.count, links).id;
        moved.put(id, result);
        return result;
    }

    private int localFrame(int id, int lookahead) {
        Frame frame = frames.get(id);
        if (id == FrameStore.ROOT) {
            return id;
        }
        if (frame.loop < 0) {
            return FrameStore.UNKNOWN;
        }
        long[] links = Arrays.stream(frame.links)
                .map(link -> Frame.link(Frame.state(link), localFrame(Frame.frame(link), lookahead)))
                .sorted()
                .distinct()
                .toArray();
        return frames.get(frame.loop, nearestCount(automaton.callees[frame.loop], frame.count, lookahead), links).id;
    }

    /** A count after which the next {@code lookahead} repetitions are as free or bound as after this one. */
    private static long nearestCount(Callee loop, long count, int lookahead) {
        if (loop.max - count <= lookahead) {
            return count;
        }
        if (count >= loop.min) {
            return loop.min;
        }
        return loop.min - count > lookahead ? 0 : count;
    }

    private void forget() {
        frames = new FrameStore();
        closure = new Closure(automaton, frames);
        known = new HashMap<>();
        bytes = 0;
        budget = Long.MAX_VALUE;
        dead = intern(new long[0], false, false, 0);
    }
}
