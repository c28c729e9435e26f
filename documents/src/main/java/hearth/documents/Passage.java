package hearth.documents;

/**
 * A passage that was found: a citation.
 *
 * @param name of the document's file
 * @param start index of its first UTF-16 unit in the document's text
 * @param end index behind its last one
 * @param page 1 for the first; 0 if the document has none
 * @param line 1 for the first
 * @param section headings above; empty if there are none
 * @param score of the joined rankings
 * @param wordsRank 1 for the best by words; 0 if words did not find it
 * @param meaningRank 1 for the best by meaning; 0 if meaning did not find it
 */
public record Passage(
        String library,
        String document,
        String name,
        int start,
        int end,
        int page,
        int line,
        String section,
        String text,
        double score,
        int wordsRank,
        int meaningRank) {}
