package hearth.tokenizer.split;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes of a text before anything else, one after another, as {@code tokenizer.json} lists them: {@code nfc}, {@code nfd}, {@code nfkc},
 * {@code nfkd}, {@code lowercase}, {@code strip_accents}, and {@code replace} followed by what is replaced and by what.
 */
public final class TextSteps {
    private static final int MOST_STEPS = 64;

    /** Marks that are younger than the reference's table of marks (Unicode 13), which keeps them. */
    private static final int[][] NEWER_MARKS = {
        {0x7FD, 0x7FD}, {0x897, 0x89F}, {0x8CA, 0x8D3}, {0x9FE, 0x9FE}, {0xAFA, 0xAFF}, {0xB55, 0xB55}, {0xC04, 0xC04}, {0xC3C, 0xC3C},
        {0xCF3, 0xCF3}, {0xD00, 0xD00}, {0xD3B, 0xD3C}, {0xD81, 0xD81}, {0xEBA, 0xEBA}, {0xECE, 0xECE}, {0x1715, 0x1715}, {0x180F, 0x180F},
        {0x1ABF, 0x1ACE}, {0x1CF7, 0x1CF7}, {0x1DF6, 0x1DFA}, {0xA82C, 0xA82C}, {0xA8FF, 0xA8FF}, {0x10D24, 0x10D27}, {0x10D69, 0x10D6D},
        {0x10EAB, 0x10EAC}, {0x10EFC, 0x10EFF}, {0x10F46, 0x10F50}, {0x10F82, 0x10F85}, {0x11070, 0x11070}, {0x11073, 0x11074}, {0x110C2, 0x110C2},
        {0x11145, 0x11146}, {0x111C9, 0x111C9}, {0x111CE, 0x111CF}, {0x11241, 0x11241}, {0x1133B, 0x1133B}, {0x113B8, 0x113C0}, {0x113C2, 0x113C2},
        {0x113C5, 0x113C5}, {0x113C7, 0x113CA}, {0x113CC, 0x113D0}, {0x113D2, 0x113D2}, {0x113E1, 0x113E2}, {0x1145E, 0x1145E}, {0x1182C, 0x1183A},
        {0x11930, 0x11935}, {0x11937, 0x11938}, {0x1193B, 0x1193E}, {0x11940, 0x11940}, {0x11942, 0x11943}, {0x119D1, 0x119D7}, {0x119DA, 0x119E0},
        {0x119E4, 0x119E4}, {0x11A01, 0x11A0A}, {0x11A33, 0x11A39}, {0x11A3B, 0x11A3E}, {0x11A47, 0x11A47}, {0x11A51, 0x11A5B}, {0x11A8A, 0x11A99},
        {0x11D31, 0x11D36}, {0x11D3A, 0x11D3A}, {0x11D3C, 0x11D3D}, {0x11D3F, 0x11D45}, {0x11D47, 0x11D47}, {0x11D8A, 0x11D8E}, {0x11D90, 0x11D91},
        {0x11D93, 0x11D97}, {0x11EF3, 0x11EF6}, {0x11F00, 0x11F01}, {0x11F03, 0x11F03}, {0x11F34, 0x11F3A}, {0x11F3E, 0x11F42}, {0x11F5A, 0x11F5A},
        {0x13440, 0x13440}, {0x13447, 0x13455}, {0x1611E, 0x1612F}, {0x16F4F, 0x16F4F}, {0x16F7F, 0x16F87}, {0x16FE4, 0x16FE4}, {0x16FF0, 0x16FF1},
        {0x1CF00, 0x1CF2D}, {0x1CF30, 0x1CF46}, {0x1E08F, 0x1E08F}, {0x1E130, 0x1E136}, {0x1E2AE, 0x1E2AE}, {0x1E2EC, 0x1E2EF}, {0x1E4EC, 0x1E4EF},
        {0x1E5EE, 0x1E5EF}
    };
    /** Characters that are younger than the reference's decompositions, or have got others since. */
    private static final int[][] NEWER_COMPOSED = {
        {0x32FF, 0x32FF}, {0xA7F2, 0xA7F4}, {0xAB69, 0xAB69}, {0x105C9, 0x105C9}, {0x105E4, 0x105E4}, {0x10781, 0x10785}, {0x10787, 0x107B0},
        {0x107B2, 0x107BA}, {0x11383, 0x11383}, {0x11385, 0x11385}, {0x1138E, 0x1138E}, {0x11391, 0x11391}, {0x113C5, 0x113C5}, {0x113C7, 0x113C8},
        {0x11938, 0x11938}, {0x16121, 0x16128}, {0x16D68, 0x16D6A}, {0x1CCD6, 0x1CCF9}, {0x1E030, 0x1E06D}, {0x1F16C, 0x1F16C}, {0x1FBF0, 0x1FBF9}
    };
    private static final BitSet KEPT_MARKS = set(NEWER_MARKS);
    private static final BitSet KEPT_WHOLE = set(NEWER_COMPOSED);

    private final List<UnaryOperator<String>> steps;

    private TextSteps(List<UnaryOperator<String>> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The steps of these names; empty if a name is not known, something is missing behind {@code replace}, or there are too many. */
    public static Optional<TextSteps> of(List<String> names) {
        List<UnaryOperator<String>> steps = new ArrayList<>();
        for (Iterator<String> rest = names.iterator(); rest.hasNext(); ) {
            Optional<UnaryOperator<String>> step = step(rest.next(), rest);
            if (step.isEmpty() || steps.size() == MOST_STEPS) {
                return Optional.empty();
            }
            steps.add(step.get());
        }
        return Optional.of(new TextSteps(steps));
    }

    private static Optional<UnaryOperator<String>> step(String name, Iterator<String> rest) {
        return switch (name) {
            case "nfc" -> Optional.of(text -> form(text, Normalizer.Form.NFC));
            case "nfd" -> Optional.of(text -> form(text, Normalizer.Form.NFD));
            case "nfkc" -> Optional.of(text -> form(text, Normalizer.Form.NFKC));
            case "nfkd" -> Optional.of(text -> form(text, Normalizer.Form.NFKD));
            case "lowercase" -> Optional.of(TextSteps::lowerCase);
            case "strip_accents" -> Optional.of(TextSteps::withoutMarks);
            case "replace" -> {
                String from = rest.hasNext() ? rest.next() : "";
                if (from.isEmpty() || !rest.hasNext()) {
                    yield Optional.empty();
                }
                String to = rest.next();
                yield to.length() > from.length() ? Optional.empty() : Optional.of(text -> text.replace(from, to));
            }
            default -> Optional.empty();
        };
    }

    /** The text after all steps. */
    public String apply(String text) {
        String changed = text;
        for (UnaryOperator<String> step : steps) {
            changed = step.apply(changed);
        }
        return changed;
    }

    private static String form(String text, Normalizer.Form form) {
        if (Normalizer.isNormalized(text, form)) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length() + 16);
        int start = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            if (KEPT_WHOLE.get(codePoint)) {
                result.append(UnicodeForm.of(text.substring(start, at), form)).appendCodePoint(codePoint);
                start = next;
            }
            at = next;
        }
        return result.append(UnicodeForm.of(text.substring(start), form)).toString();
    }

    private static String lowerCase(String text) {
        StringBuilder result = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> {
            result.appendCodePoint(codePoint == 0x130 ? 'i' : BertCharacters.lower(codePoint));
            if (codePoint == 0x130) { // the one letter whose small form is two characters
                result.append('\u0307');
            }
        });
        return result.toString();
    }

    private static String withoutMarks(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().filter(codePoint -> !isMark(codePoint)).forEach(result::appendCodePoint);
        return result.toString();
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> !KEPT_MARKS.get(codePoint);
            default -> codePoint == 0x1CF2 || codePoint == 0x1CF3; // have since become letters
        };
    }

    private static BitSet set(int[][] ranges) {
        BitSet set = new BitSet();
        for (int[] range : ranges) {
            set.set(range[0], range[1] + 1);
        }
        return set;
    }
}
