package hearth.compute;

/**
 * Attention of one layer. Query head h reads kv head h / (headCount / kvHeadCount).
 *
 * @param scale factor on q·k
 * @param slidingWindow number of latest positions seen, itself included; 0 = all
 * @param softcap c in c·tanh(s/c), after the scale; 0 = none
 */
public record AttentionShape(
        int headCount, int kvHeadCount, int headSize, int valueHeadSize, float scale, int slidingWindow, float softcap) {
    public AttentionShape {
        if (headCount < 1 || kvHeadCount < 1 || headCount % kvHeadCount != 0 || headSize < 1 || valueHeadSize < 1) {
            throw new IllegalArgumentException("no attention has " + headCount + " heads of " + headSize + " and " + kvHeadCount
                    + " kv heads of " + headSize + " and " + valueHeadSize);
        }
    }

    /** Query heads that share a kv head. */
    public int groupSize() {
        return headCount / kvHeadCount;
    }

    /** The first position that the one at {@code position} sees. */
    public int firstVisible(int position) {
        return slidingWindow > 0 ? Math.max(0, position - slidingWindow + 1) : 0;
    }
}
