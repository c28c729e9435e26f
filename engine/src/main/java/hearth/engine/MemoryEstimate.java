package hearth.engine;

import hearth.engine.model.ModelConfig;

/**
 * Memory that a model takes, worked out from its header before any of it is allocated.
 *
 * @param weightBytes of all tensors, as stored
 * @param slotBytes of one sequence with a full context: KV cache and logits; it grows on demand up to that
 * @param workBytes of what steps compute in
 */
public record MemoryEstimate(long weightBytes, long slotBytes, long workBytes) {
    /** Rows of hidden size, feed-forward size and of attention that a forward pass keeps for each row of a batch. */
    private static final int HIDDEN_ROWS = 4;

    /** Bytes of a sampler's candidate: id, logit, probability, key to sort by. */
    private static final int CANDIDATE_BYTES = 20;

    /** As {@link hearth.engine.Engine#load} will run it. */
    static MemoryEstimate of(ModelConfig config, long weightBytes, int contextLength, LoadOptions options) {
        long batchSize = options.passing() ? options.batchSize() : Math.min(options.batchSize(), contextLength);
        long rowFloats = (long) HIDDEN_ROWS * config.hiddenSize()
                + 2L * config.feedForwardSize()
                + 2L * (config.querySize() + config.kvSize() + config.kvValueSize() + config.attentionOutputSize());
        long logitBytes = 2L * config.vocabularySize() * Float.BYTES;
        long slotBytes = config.kvCacheShape(contextLength, options.kvType()).byteSize() + logitBytes;
        long workBytes = batchSize * rowFloats * Float.BYTES + (long) config.vocabularySize() * CANDIDATE_BYTES;
        return new MemoryEstimate(weightBytes, slotBytes, workBytes);
    }

    /** Bytes for this many sequences at the same time. */
    public long neededBytes(int slots) {
        return Math.addExact(Math.addExact(weightBytes, workBytes), Math.multiplyExact(slotBytes, slots));
    }

    /** How many sequences fit beside the weights; 0 if not even one does. */
    public int slotsWithin(long availableBytes) {
        long left = availableBytes - weightBytes - workBytes;
        return left <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, left / slotBytes);
    }

    /** @throws InsufficientMemoryException if that many sequences don't fit; both numbers are in it */
    public void requireFit(String model, int slots, long availableBytes) {
        if (neededBytes(slots) > availableBytes) {
            String sequences = slots == 1 ? "one sequence" : slots + " sequences";
            throw new InsufficientMemoryException(model + " with " + sequences, neededBytes(slots), availableBytes);
        }
    }
}
