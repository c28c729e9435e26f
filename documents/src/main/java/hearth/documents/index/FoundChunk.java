package hearth.documents.index;

/**
 * A chunk that a search found.
 *
 * @param wordsRank 1 for the best by words; 0 if words did not find it
 * @param meaningRank 1 for the best by vectors; 0 if vectors did not find it
 */
public record FoundChunk(ChunkPlace place, String text, double score, int wordsRank, int meaningRank) {}
