package hearth.compute;

/**
 * Attention of one layer. Query head h reads kv head h / (headCount / kvHeadCount).
 *
 * @param scale factor on q·k
 * @param slidingWindow number of latest positions seen, itself included; 0 = all
 * @param softcap c in c·tanh(s/c), after the scale; 0 = none
 */
public record AttentionShape(
        int headCount, int kvHeadCount, int headSize, int valueHeadSize, float scale, int slidingWindow, float softcap) {}
