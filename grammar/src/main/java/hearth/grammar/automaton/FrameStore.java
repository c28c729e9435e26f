package hearth.grammar.automaton;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The frames in use, each once. */
final class FrameStore {
    /** The frame under the root rule: when it is returned to, the text is complete. */
    static final int ROOT = 0;

    /** Stands for callers that are not known: see {@link ParseStates#local}. */
    static final int UNKNOWN = 1;

    private final List<Frame> frames = new ArrayList<>();
    private final Map<Frame, Frame> known = new HashMap<>();
    private long bytes;

    FrameStore() {
        frames.add(new Frame(ROOT, -1, 0, new long[0], 0));
        frames.add(new Frame(UNKNOWN, -1, 0, new long[0], 0));
    }

    Frame get(int id) {
        return frames.get(id);
    }

    Frame get(int loop, long count, long[] links) {
        int depth = 0;
        for (long link : links) {
            depth = Math.max(depth, frames.get(Frame.frame(link)).depth);
        }
        Frame wanted = new Frame(frames.size(), loop, count, links, depth + 1);
        Frame found = known.putIfAbsent(wanted, wanted);
        if (found != null) {
            return found;
        }
        frames.add(wanted);
        bytes += 112 + 8L * links.length;
        return wanted;
    }

    /** Roughly the memory in use. */
    long bytes() {
        return bytes;
    }
}
