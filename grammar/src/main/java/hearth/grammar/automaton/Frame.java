package hearth.grammar.automaton;

import java.util.Arrays;

/**
 * Who is waiting for the end of a callee: the states to go on at, each with the frame it belongs to. All callers of a callee at
 * one place share one frame, so ambiguity does not multiply stacks. Equal frames are one object within a {@link FrameStore}.
 */
final class Frame {
    final int id;
    final int loop; // the counted callee, or -1
    final long count; // which repetition of the loop is being read
    final long[] links; // state << 32 | id of its frame, ascending
    final int depth;
    private final int hash;

    Frame(int id, int loop, long count, long[] links, int depth) {
        this.id = id;
        this.loop = loop;
        this.count = count;
        this.links = links;
        this.depth = depth;
        hash = 31 * (31 * Arrays.hashCode(links) + loop) + Long.hashCode(count);
    }

    static long link(int state, int frame) {
        return (long) state << 32 | frame;
    }

    static int state(long link) {
        return (int) (link >>> 32);
    }

    static int frame(long link) {
        return (int) link;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame
                && loop == frame.loop
                && count == frame.count
                && Arrays.equals(links, frame.links);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
