package hearth.documents.index;

/**
 * Where a chunk stands.
 *
 * @param start index of its first UTF-16 unit in the document's text
 * @param end index behind its last one
 * @param page 0 if the document has none
 * @param line 1 for the first
 * @param section headings above; empty if there are none
 */
public record ChunkPlace(String library, String document, int start, int end, int page, int line, String section) {}
