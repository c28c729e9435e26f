package hearth.grammar.token;

import hearth.grammar.automaton.ParseState;
import hearth.grammar.automaton.ParseStates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The text that may stand in a JSON string as it is: whole characters, no quote, backslash or control character. Most tokens are
 * such text, and most states allow either all of it or hardly any. Where a state allows all of it, its tokens are allowed
 * together, without a look at each.
 */
final class PlainText {
    /** Longer tokens are looked at one by one, so that a count in the grammar may run out after so many bytes. */
    static final int MAX_BYTES = 32;

    private static final int MAX_PAIRS = 4_000;

    /** Bytes that may come inside a character, by what was read of it: first and last byte, and the place after. */
    private static final int[][][] STEPS = {
        {
            {0x20, 0x21, 0}, {0x23, 0x5B, 0}, {0x5D, 0x7E, 0}, {0xC2, 0xDF, 1}, {0xE0, 0xE0, 2}, {0xE1, 0xEC, 3}, {0xED, 0xED, 4},
            {0xEE, 0xEF, 3}, {0xF0, 0xF0, 5}, {0xF1, 0xF3, 6}, {0xF4, 0xF4, 7}
        },
        {{0x80, 0xBF, 0}},
        {{0xA0, 0xBF, 1}},
        {{0x80, 0xBF, 1}},
        {{0x80, 0x9F, 1}},
        {{0x90, 0xBF, 3}},
        {{0x80, 0xBF, 3}},
        {{0x80, 0x8F, 3}}
    };

    private record Pair(int place, ParseState state) {}

    private PlainText() {}

    /** Whether a token is plain text and short enough. */
    static boolean isPlain(byte[] piece) {
        if (piece.length > MAX_BYTES) {
            return false;
        }
        int place = 0;
        for (int i = 0; i < piece.length && place >= 0; i++) {
            place = next(place, piece[i] & 0xFF);
        }
        return place == 0;
    }

    /** Whether a token is whole characters, of any kind. */
    static boolean isWhole(byte[] piece) {
        int place = 0;
        for (int i = 0; i < piece.length && place >= 0; i++) {
            place = place == 0 && piece[i] >= 0 ? 0 : next(place, piece[i] & 0xFF);
        }
        return place == 0;
    }

    private static int next(int place, int value) {
        for (int[] step : STEPS[place]) {
            if (step[0] <= value && value <= step[1]) {
                return step[2];
            }
        }
        return -1;
    }

    /** Shows what may come after so much of a character: first and last byte, and the place after. Place 0 is between characters. */
    static int[][] steps(int place) {
        return STEPS[place];
    }

    /**
     * The greatest depth of the states after any plain text, if a state allows all of it up to the greatest length; -1 if not, or if
     * finding out takes long.
     */
    static int depthIfAllowed(ParseStates states, ParseState start) {
        int deepest = start.deepest();
        Set<Pair> seen = new HashSet<>();
        List<Pair> current = List.of(new Pair(0, start));
        for (int length = 0; length < MAX_BYTES && !current.isEmpty(); length++) {
            List<Pair> next = new ArrayList<>();
            for (Pair pair : current) {
                for (int[] step : STEPS[pair.place]) {
                    int before = -1;
                    for (int value = step[0]; value <= step[1]; value++) {
                        int byteClass = states.automaton().classOf(value);
                        if (byteClass == before) {
                            continue;
                        }
                        before = byteClass;
                        ParseState after = states.step(pair.state, (byte) value);
                        if (!after.goesOn() && !after.isComplete()) {
                            return -1;
                        }
                        deepest = Math.max(deepest, after.deepest());
                        Pair reached = new Pair(step[2], after);
                        if (seen.add(reached)) {
                            next.add(reached);
                        }
                    }
                }
            }
            if (seen.size() > MAX_PAIRS) {
                return -1;
            }
            current = next;
        }
        return deepest;
    }
}
