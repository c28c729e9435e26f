package hearth.tokenizer.split;

import java.util.BitSet;

/**
 * A set of code points: all of some classes and some others, without those of further classes; or all code points but these.
 *
 * @param classes bits of {@link CharacterClass}
 * @param others further code points
 * @param except classes that are left out of the others
 * @param inverted whether the set is everything else
 */
record CharacterSet(int classes, BitSet others, int except, boolean inverted) {
    static CharacterSet ofClasses(int classes) {
        return new CharacterSet(classes, new BitSet(), 0, false);
    }

    /** The classes and each character of {@code others}. */
    static CharacterSet ofClassesAnd(int classes, String others) {
        BitSet set = new BitSet();
        others.chars().forEach(set::set);
        return new CharacterSet(classes, set, 0, false);
    }

    /** Ranges: first and last code point of each, both included. */
    static CharacterSet ofRanges(int... bounds) {
        BitSet set = new BitSet();
        for (int i = 0; i < bounds.length; i += 2) {
            set.set(bounds[i], bounds[i + 1] + 1);
        }
        return new CharacterSet(0, set, 0, false);
    }

    CharacterSet without(int leftOut) {
        return new CharacterSet(classes, others, leftOut, inverted);
    }

    CharacterSet inverse() {
        return new CharacterSet(classes, others, except, !inverted);
    }

    boolean contains(int codePoint) {
        int found = CharacterClass.of(codePoint);
        boolean member = (found & classes) != 0 || others.get(codePoint) && (found & except) == 0;
        return member != inverted;
    }
}
