package hearth.grammar;

import java.util.Arrays;
import java.util.Locale;

/**
 * A set of Unicode code points, as ascending ranges that neither overlap nor touch. Surrogates are never members: they have no
 * UTF-8 form.
 */
public final class CodePoints {
    /** Every code point but the surrogates. */
    public static final CodePoints ALL = new CodePoints(new int[] {0, 0xD7FF, 0xE000, Character.MAX_CODE_POINT});

    /** No code point. */
    public static final CodePoints NONE = new CodePoints(new int[0]);

    private final int[] ranges; // first and last of each range

    private CodePoints(int[] ranges) {
        this.ranges = ranges;
    }

    /** One code point; none if it is a surrogate. */
    public static CodePoints of(int codePoint) {
        return range(codePoint, codePoint);
    }

    /** The code points from {@code first} to {@code last}, both included. */
    public static CodePoints range(int first, int last) {
        return ofRanges(new int[] {first, last});
    }

    /** The characters of a text. */
    public static CodePoints anyOf(String characters) {
        return ofRanges(characters.codePoints().flatMap(c -> java.util.stream.IntStream.of(c, c)).toArray());
    }

    /** The union of ranges given as first, last, first, last …; they may overlap and come in any order. */
    public static CodePoints ofRanges(int... pairs) {
        long[] sorted = new long[pairs.length / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (long) pairs[2 * i] << 32 | pairs[2 * i + 1];
        }
        Arrays.sort(sorted);
        int[] result = new int[pairs.length];
        int size = 0;
        for (long range : sorted) {
            int first = (int) (range >> 32);
            int last = (int) range;
            if (size > 0 && first <= result[size - 1] + 1) {
                result[size - 1] = Math.max(result[size - 1], last);
            } else if (first <= last) {
                result[size++] = first;
                result[size++] = last;
            }
        }
        CodePoints union = new CodePoints(Arrays.copyOf(result, size));
        return union.overlapsSurrogates() ? union.and(ALL) : union;
    }

    /** Members of this set or the other. */
    public CodePoints or(CodePoints other) {
        int[] pairs = Arrays.copyOf(ranges, ranges.length + other.ranges.length);
        System.arraycopy(other.ranges, 0, pairs, ranges.length, other.ranges.length);
        return ofRanges(pairs);
    }

    /** Members of both sets. */
    public CodePoints and(CodePoints other) {
        int[] result = new int[2 * (ranges.length + other.ranges.length)];
        int size = 0;
        int j = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            while (j < other.ranges.length && other.ranges[j + 1] < ranges[i]) {
                j += 2;
            }
            for (int k = j; k < other.ranges.length && other.ranges[k] <= ranges[i + 1]; k += 2) {
                result[size++] = Math.max(ranges[i], other.ranges[k]);
                result[size++] = Math.min(ranges[i + 1], other.ranges[k + 1]);
            }
        }
        return new CodePoints(Arrays.copyOf(result, size));
    }

    /** Everything that is not a member. */
    public CodePoints complement() {
        int[] result = new int[ranges.length + 2];
        int size = 0;
        int next = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] > next) {
                result[size++] = next;
                result[size++] = ranges[i] - 1;
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            result[size++] = next;
            result[size++] = Character.MAX_CODE_POINT;
        }
        return new CodePoints(Arrays.copyOf(result, size)).and(ALL);
    }

    /** Members of this set that the other lacks. */
    public CodePoints minus(CodePoints other) {
        return and(other.complement());
    }

    public boolean isEmpty() {
        return ranges.length == 0;
    }

    public boolean contains(int codePoint) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (codePoint >= ranges[i] && codePoint <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Number of ranges. */
    public int rangeCount() {
        return ranges.length / 2;
    }

    /** The first code point of a range. */
    public int first(int range) {
        return ranges[2 * range];
    }

    /** The last code point of a range. */
    public int last(int range) {
        return ranges[2 * range + 1];
    }

    private boolean overlapsSurrogates() {
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] <= 0xDFFF && ranges[i + 1] >= 0xD800) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints set && Arrays.equals(ranges, set.ranges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ranges);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < ranges.length; i += 2) {
            text.append(String.format(Locale.ROOT, "%s%X-%X", i == 0 ? "" : " ", ranges[i], ranges[i + 1]));
        }
        return text.append(']').toString();
    }
}
