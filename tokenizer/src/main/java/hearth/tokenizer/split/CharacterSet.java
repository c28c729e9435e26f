package hearth.tokenizer.split;

import java.util.List;

/**
 * A set of code points: all of some classes and all of some ranges, but none of other classes.
 *
 * @param classes bits of {@link CharacterClass}
 * @param ranges further code points
 * @param except classes that are left out of the ranges
 */
record CharacterSet(int classes, List<Range> ranges, int except) {
    /** Code points from {@code first} to {@code last}, both included. */
    record Range(int first, int last) {}

    static CharacterSet ofClasses(int classes) {
        return new CharacterSet(classes, List.of(), 0);
    }

    /** The classes and each character of {@code others}. */
    static CharacterSet ofClassesAnd(int classes, String others) {
        return new CharacterSet(classes, others.chars().mapToObj(c -> new Range(c, c)).toList(), 0);
    }

    boolean contains(int codePoint) {
        int found = CharacterClass.of(codePoint);
        if ((found & classes) != 0) {
            return true;
        }
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (codePoint >= range.first && codePoint <= range.last) {
                return (found & except) == 0;
            }
        }
        return false;
    }
}
