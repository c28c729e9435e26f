package hearth.grammar.automaton;

import hearth.grammar.CodePoints;
import java.util.HashMap;
import java.util.Map;

/** Character sets as edges over the bytes of UTF-8. */
final class Utf8Edges {
    private static final int[] LAST_OF_LENGTH = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

    private final EdgeList edges;
    private final Map<Integer, Integer> anyContinuation = new HashMap<>(); // by number of bytes: state before them
    private int target;

    Utf8Edges(EdgeList edges) {
        this.edges = edges;
    }

    void add(CodePoints set, int from, int to) {
        anyContinuation.clear();
        target = to;
        for (int i = 0; i < set.rangeCount(); i++) {
            int first = set.first(i);
            for (int length = 1; length <= 4 && first <= set.last(i); length++) {
                int last = Math.min(set.last(i), LAST_OF_LENGTH[length - 1]);
                if (first <= last) {
                    addRange(from, encode(first, length), encode(last, length), 0);
                    first = last + 1;
                }
            }
        }
    }

    /** Byte strings of one length from {@code low} to {@code high}; the first {@code at} bytes have been read. */
    private void addRange(int from, int[] low, int[] high, int at) {
        int last = low.length - 1;
        if (at == last) {
            edges.add(EdgeList.BYTES, from, target, low[at], high[at]);
            return;
        }
        if (low[at] == high[at]) {
            addRange(stepped(from, low[at]), low, high, at + 1);
            return;
        }
        int first = low[at];
        int end = high[at];
        if (!tailIs(low, at, 0x80)) {
            int[] top = low.clone();
            fillTail(top, at, 0xBF);
            addRange(stepped(from, first), low, top, at + 1);
            first++;
        }
        if (!tailIs(high, at, 0xBF)) {
            int[] bottom = high.clone();
            fillTail(bottom, at, 0x80);
            addRange(stepped(from, end), bottom, high, at + 1);
            end--;
        }
        if (first <= end) {
            edges.add(EdgeList.BYTES, from, beforeContinuation(last - at), first, end);
        }
    }

    private int stepped(int from, int value) {
        int state = edges.newState();
        edges.add(EdgeList.BYTES, from, state, value, value);
        return state;
    }

    private int beforeContinuation(int bytes) {
        if (bytes == 0) {
            return target;
        }
        Integer known = anyContinuation.get(bytes);
        if (known != null) {
            return known;
        }
        int state = edges.newState();
        edges.add(EdgeList.BYTES, state, beforeContinuation(bytes - 1), 0x80, 0xBF);
        anyContinuation.put(bytes, state);
        return state;
    }

    private static boolean tailIs(int[] bytes, int at, int value) {
        for (int i = at + 1; i < bytes.length; i++) {
            if (bytes[i] != value) {
                return false;
            }
        }
        return true;
    }

    private static void fillTail(int[] bytes, int at, int value) {
        for (int i = at + 1; i < bytes.length; i++) {
            bytes[i] = value;
        }
    }

    private static int[] encode(int c, int length) {
        return switch (length) {
            case 1 -> new int[] {c};
            case 2 -> new int[] {0xC0 | c >> 6, 0x80 | c & 0x3F};
            case 3 -> new int[] {0xE0 | c >> 12, 0x80 | c >> 6 & 0x3F, 0x80 | c & 0x3F};
            default -> new int[] {0xF0 | c >> 18, 0x80 | c >> 12 & 0x3F, 0x80 | c >> 6 & 0x3F, 0x80 | c & 0x3F};
        };
    }
}
