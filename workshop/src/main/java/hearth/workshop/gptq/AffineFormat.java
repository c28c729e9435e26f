package hearth.workshop.gptq;

/**
 * Groups of whole numbers with a binary16 scale and a whole zero, as GPTQ's and AWQ's checkpoints have them: a value is
 * (code - zero) · scale.
 *
 * @param bits of a code
 * @param groupSize neighbouring columns that share scale and zero
 * @param symmetric whether the zero is always the middle
 * @param leastZero the smallest zero that the file can say
 */
public record AffineFormat(int bits, int groupSize, boolean symmetric, int leastZero) {
    public AffineFormat {
        if (bits < 2 || bits > 8 || groupSize < 1 || leastZero < 0 || leastZero > 1) {
            throw new IllegalArgumentException(
                    bits + " bits, groups of " + groupSize + ", least zero " + leastZero + ": no such format");
        }
    }

    /** The largest code. */
    public int top() {
        return (1 << bits) - 1;
    }
}
