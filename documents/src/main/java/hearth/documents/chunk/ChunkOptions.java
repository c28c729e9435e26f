package hearth.documents.chunk;

/**
 * How a text is cut.
 *
 * @param maxTokens of a chunk
 * @param overlapTokens of a chunk's end that may begin the next one too
 */
public record ChunkOptions(int maxTokens, int overlapTokens) {
    private static final int LEAST = 8;

    public ChunkOptions {
        if (maxTokens < LEAST || overlapTokens < 0 || overlapTokens > maxTokens / 2) {
            throw new IllegalArgumentException("a chunk of " + maxTokens + " tokens with an overlap of " + overlapTokens);
        }
    }

    /** Chunks of 256 tokens with 40 in common, or less if a model takes less. */
    public static ChunkOptions forModel(int modelTokens) {
        int most = Math.max(LEAST, Math.min(256, modelTokens));
        return new ChunkOptions(most, most * 40 / 256);
    }
}
