package hearth.engine.nn;

/**
 * Distances between positions in buckets, as T5 has them where tokens see to both sides (Raffel et al. 2020): one half for keys before
 * the query, one for those behind it. Of each half the first half holds a distance each, the rest ranges that grow up to 128; what is
 * further away falls into the last.
 */
public final class RelativeBuckets {
    private static final int FURTHEST = 128;

    private final int half;
    private final int exact;

    /** @throws IllegalArgumentException unless there are 4 or more, a multiple of 4 */
    public RelativeBuckets(int count) {
        if (count < 4 || count % 4 != 0) {
            throw new IllegalArgumentException("relative positions can't have " + count + " buckets");
        }
        half = count / 2;
        exact = half / 2;
    }

    /** The bucket of a key that is {@code distance} positions behind the query (before it where that is negative). */
    public int of(int distance) {
        int length = Math.abs(distance);
        int first = distance > 0 ? half : 0;
        if (length < exact) {
            return first + length;
        }
        // in single precision, as the models were trained: it decides at the ends of ranges
        float share = (float) Math.log((float) length / exact) / (float) Math.log((double) FURTHEST / exact);
        return first + Math.min(half - 1, exact + (int) (share * (half - exact)));
    }
}
