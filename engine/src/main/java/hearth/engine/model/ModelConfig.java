package hearth.engine.model;

import hearth.compute.AttentionShape;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.engine.nn.RopeScaling;
import hearth.format.InvalidModelException;

/**
 * Sizes of one model as stored in its file; checked once, here.
 *
 * @param architecture the file's own name of it
 * @param expertCount 0 = no mixture of experts
 * @param normEpsilon of the model's norms, which are of one kind
 * @param attentionScale factor on q·k; 0 = 1 / sqrt(headSize)
 * @param trainedContextLength positions the model was trained for
 */
public record ModelConfig(
        String architecture,
        int layerCount,
        int hiddenSize,
        int feedForwardSize,
        int headCount,
        int kvHeadCount,
        int headSize,
        int valueHeadSize,
        int vocabularySize,
        int trainedContextLength,
        int expertCount,
        float normEpsilon,
        float attentionScale,
        Rope rope) {
    private static final int MAX_LAYERS = 1024;
    private static final int MAX_SIZE = 1 << 20;
    private static final int MAX_HEADS = 1 << 14;
    private static final int MAX_VOCABULARY = 1 << 24;
    private static final int MAX_CONTEXT = 1 << 28;

    /**
     * Rotary position embedding.
     *
     * @param dimensionCount leading dimensions of a head that turn
     * @param theta base of the frequencies
     */
    public record Rope(int dimensionCount, float theta, RopeScaling scaling) {}

    /** @throws InvalidModelException if sizes are out of range or do not fit each other */
    public ModelConfig {
        requireRange("layer count", layerCount, 1, MAX_LAYERS);
        requireRange("hidden size", hiddenSize, 1, MAX_SIZE);
        requireRange("feed-forward size", feedForwardSize, 1, MAX_SIZE);
        requireRange("head count", headCount, 1, MAX_HEADS);
        requireRange("kv head count", kvHeadCount, 1, MAX_HEADS);
        requireRange("head size", headSize, 1, MAX_HEADS);
        requireRange("value head size", valueHeadSize, 1, MAX_HEADS);
        requireRange("query size", (long) headCount * headSize, 1, MAX_SIZE);
        requireRange("attention output size", (long) headCount * valueHeadSize, 1, MAX_SIZE);
        requireRange("vocabulary size", vocabularySize, 1, MAX_VOCABULARY);
        requireRange("trained context length", trainedContextLength, 1, MAX_CONTEXT);
        requireRange("expert count", expertCount, 0, MAX_HEADS);
        if (headCount % kvHeadCount != 0) {
            throw new InvalidModelException("head count " + headCount + " is not a multiple of kv head count " + kvHeadCount);
        }
        if (!(normEpsilon >= 0 && normEpsilon < 1)) {
            throw new InvalidModelException("norm epsilon is " + normEpsilon + " but must be from 0 to 1");
        }
        if (!(attentionScale >= 0 && attentionScale < Float.POSITIVE_INFINITY)) {
            throw new InvalidModelException("attention scale is " + attentionScale + " but must be 0 or more and finite");
        }
        if (rope.dimensionCount() % 2 != 0) {
            throw new InvalidModelException("rope dimension count " + rope.dimensionCount() + " is odd");
        }
        requireRange("rope dimension count", rope.dimensionCount(), 2, headSize);
        if (!(rope.theta() > 1 && rope.theta() < Float.POSITIVE_INFINITY)) {
            throw new InvalidModelException("rope theta is " + rope.theta() + " but must be more than 1 and finite");
        }
    }

    private static void requireRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidModelException(name + " is " + value + " but must be from " + least + " to " + most);
        }
    }

    /** Size of all query heads of a token. */
    public int querySize() {
        return headCount * headSize;
    }

    /** Size of all key heads of a token. */
    public int kvSize() {
        return kvHeadCount * headSize;
    }

    /** Size of all value heads of a token. */
    public int kvValueSize() {
        return kvHeadCount * valueHeadSize;
    }

    /** Size of what all heads of a token give. */
    public int attentionOutputSize() {
        return headCount * valueHeadSize;
    }

    /** The same model with heads of other sizes kept in its cache. */
    public ModelConfig withHeads(int otherKvHeadCount, int otherHeadSize, int otherValueHeadSize) {
        return new ModelConfig(
                architecture,
                layerCount,
                hiddenSize,
                feedForwardSize,
                headCount,
                otherKvHeadCount,
                otherHeadSize,
                otherValueHeadSize,
                vocabularySize,
                trainedContextLength,
                expertCount,
                normEpsilon,
                attentionScale,
                rope);
    }

    /** The same model with narrower embeddings. */
    public ModelConfig withHiddenSize(int other) {
        return new ModelConfig(
                architecture,
                layerCount,
                other,
                feedForwardSize,
                headCount,
                kvHeadCount,
                headSize,
                valueHeadSize,
                vocabularySize,
                trainedContextLength,
                expertCount,
                normEpsilon,
                attentionScale,
                rope);
    }

    /** Attention over all earlier positions, without a soft cap. */
    public AttentionShape attentionShape() {
        float scale = attentionScale == 0 ? (float) (1 / Math.sqrt(headSize)) : attentionScale;
        return new AttentionShape(headCount, kvHeadCount, headSize, valueHeadSize, scale, 0, 0);
    }

    /** Shape of a cache for this many positions. */
    public KvCacheShape kvCacheShape(int capacity, KvType type) {
        return new KvCacheShape(layerCount, kvHeadCount, headSize, valueHeadSize, capacity, type);
    }
}
