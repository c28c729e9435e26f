package hearth.compute;

import java.util.Arrays;

/**
 * Attention of one layer. Query head h reads kv head h / (headCount / kvHeadCount). The score of a query at position p for a key at
 * position s is cap(scale · q·k) - slopes[h] · |p - s|.
 *
 * @param scale factor on q·k
 * @param slidingWindow positions seen, see {@link AttentionMask}; 0 = all
 * @param softcap c in cap(s) = c·tanh(s/c); 0 = none
 * @param slopes of the linear biases (ALiBi, Press et al. 2022), one for each head; empty = none
 * @param sinks scores, one for each head, that take part in the softmax without a value (Xiao et al. 2024); empty = none
 */
public record AttentionShape(
        int headCount,
        int kvHeadCount,
        int headSize,
        int valueHeadSize,
        float scale,
        AttentionMask mask,
        int slidingWindow,
        float softcap,
        float[] slopes,
        float[] sinks) {
    private static final float[] NONE = {};

    /** A small one with grouped heads of 64, as most models have them: to get ready with. */
    public static final AttentionShape USUAL = new AttentionShape(4, 2, 64, 64, 0.125f, 0, 0);

    /** @throws IllegalArgumentException if the sizes do not fit each other */
    public AttentionShape {
        if (headCount < 1 || kvHeadCount < 1 || headCount % kvHeadCount != 0 || headSize < 1 || valueHeadSize < 1) {
            throw new IllegalArgumentException("no attention has " + headCount + " heads of " + headSize + " and " + kvHeadCount
                    + " kv heads of " + headSize + " and " + valueHeadSize);
        }
        if (slidingWindow < 0 || !(softcap >= 0)) {
            throw new IllegalArgumentException("no attention has a window of " + slidingWindow + " and a cap of " + softcap);
        }
        requirePerHead("slopes", slopes, headCount);
        requirePerHead("sinks", sinks, headCount);
    }

    /** Causal attention, without biases or sinks. */
    public AttentionShape(
            int headCount, int kvHeadCount, int headSize, int valueHeadSize, float scale, int slidingWindow, float softcap) {
        this(headCount, kvHeadCount, headSize, valueHeadSize, scale, AttentionMask.CAUSAL, slidingWindow, softcap, NONE, NONE);
    }

    private static void requirePerHead(String name, float[] values, int headCount) {
        if (values.length != 0 && values.length != headCount) {
            throw new IllegalArgumentException(values.length + " " + name + " for " + headCount + " heads");
        }
    }

    public AttentionShape withScale(float factor) {
        return new AttentionShape(
                headCount, kvHeadCount, headSize, valueHeadSize, factor, mask, slidingWindow, softcap, slopes, sinks);
    }

    public AttentionShape withMask(AttentionMask other) {
        return new AttentionShape(
                headCount, kvHeadCount, headSize, valueHeadSize, scale, other, slidingWindow, softcap, slopes, sinks);
    }

    public AttentionShape withWindow(int positions) {
        return new AttentionShape(
                headCount, kvHeadCount, headSize, valueHeadSize, scale, mask, positions, softcap, slopes, sinks);
    }

    public AttentionShape withSoftcap(float cap) {
        return new AttentionShape(
                headCount, kvHeadCount, headSize, valueHeadSize, scale, mask, slidingWindow, cap, slopes, sinks);
    }

    public AttentionShape withSlopes(float... perHead) {
        return new AttentionShape(
                headCount, kvHeadCount, headSize, valueHeadSize, scale, mask, slidingWindow, softcap, perHead, sinks);
    }

    public AttentionShape withSinks(float... perHead) {
        return new AttentionShape(
                headCount, kvHeadCount, headSize, valueHeadSize, scale, mask, slidingWindow, softcap, slopes, perHead);
    }

    /** Query heads that share a kv head. */
    public int groupSize() {
        return headCount / kvHeadCount;
    }

    /** The first position that the one at {@code position} sees. */
    public int firstVisible(int position) {
        if (slidingWindow == 0) {
            return 0;
        }
        int before = mask == AttentionMask.CAUSAL ? slidingWindow - 1 : slidingWindow / 2;
        return Math.max(0, position - before);
    }

    /** The position after the last that the one at {@code position} sees; {@code end} is the one after its span. */
    public int endVisible(int position, int end) {
        if (mask == AttentionMask.CAUSAL) {
            return position + 1;
        }
        return slidingWindow == 0 ? end : (int) Math.min(end, (long) position + slidingWindow / 2 + 1);
    }

    @Override
    public String toString() {
        return headCount + " heads of " + headSize + " on " + kvHeadCount + " of " + valueHeadSize + ", scale " + scale + ", "
                + mask + ", window " + slidingWindow + ", cap " + softcap + ", slopes " + Arrays.toString(slopes) + ", sinks "
                + Arrays.toString(sinks);
    }
}
