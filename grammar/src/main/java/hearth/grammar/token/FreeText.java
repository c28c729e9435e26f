package hearth.grammar.token;

import hearth.grammar.automaton.ParseState;
import hearth.grammar.automaton.ParseStates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A state that nearly every character leads back to, such as text that goes on until a marker. Tokens without the few other
 * characters are allowed there together, whatever their length; so they are in a state that the same characters lead to it from.
 *
 * @param home the state
 * @param leaving the characters of ASCII that may not come, or lead elsewhere
 * @param deepest depth of the states inside its characters
 * @param tokens the tokens that stay: shared, read only
 * @param others the tokens of whole characters that may leave, or not be allowed
 */
record FreeText(ParseState home, boolean[] leaving, int deepest, long[] tokens, int[] others) {
    /** More tokens than these are found sooner by walking a trie. */
    private static final int MAX_OTHERS = 60_000;

    /** Places inside a character: see {@link PlainText#steps}. */
    private record Inside(int place, ParseState state) {}

    /** What a state is; null if it is not such a state. */
    static FreeText of(TokenVocabulary vocabulary, ParseStates states, ParseState home) {
        if (!home.goesOn() || home.isEscaped() || states.step(home, (byte) ' ') != home) {
            return null;
        }
        boolean[] leaving = new boolean[0x80];
        for (int c = 0; c < leaving.length; c++) {
            leaving[c] = states.step(home, (byte) c) != home;
            if (leaving[c] && TextIndex.isCommon(c)) {
                return null;
            }
        }
        int deepest = longCharacters(states, home, home);
        if (deepest < 0) {
            return null;
        }
        long[] tokens = vocabulary.texts().without(leaving);
        int[] others = vocabulary.texts().idsBut(tokens);
        return others.length > MAX_OTHERS ? null : new FreeText(home, leaving, deepest, tokens, others);
    }

    /** Whether all {@link PlainText} stays. */
    boolean keepsPlain() {
        for (int[] step : PlainText.steps(0)) {
            for (int c = step[0]; c <= step[1] && c < leaving.length; c++) {
                if (leaving[c]) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The greatest depth inside the characters beyond ASCII from one state, if all of them are allowed and lead to the other; -1 if
     * not.
     */
    static int longCharacters(ParseStates states, ParseState from, ParseState to) {
        int deepest = Math.max(from.deepest(), to.deepest());
        Set<Inside> seen = new HashSet<>();
        List<Inside> open = new ArrayList<>(List.of(new Inside(0, from)));
        while (!open.isEmpty()) {
            Inside at = open.removeLast();
            for (int[] step : PlainText.steps(at.place)) {
                int before = -1;
                for (int value = Math.max(step[0], 0x80); value <= step[1]; value++) {
                    int byteClass = states.automaton().classOf(value);
                    if (byteClass == before) {
                        continue;
                    }
                    before = byteClass;
                    ParseState after = states.step(at.state, (byte) value);
                    if (after.isEscaped() || after.isDead() || step[2] == 0 && after != to) {
                        return -1;
                    }
                    deepest = Math.max(deepest, after.deepest());
                    Inside inside = new Inside(step[2], after);
                    if (step[2] != 0 && seen.add(inside)) {
                        open.add(inside);
                    }
                }
            }
        }
        return deepest;
    }
}
