package hearth.documents.chunk;

/**
 * A piece of a document's text.
 *
 * @param start index of its first UTF-16 unit in the text
 * @param end index behind its last one
 * @param tokens about how many it has
 */
public record Chunk(int start, int end, int tokens) {}
