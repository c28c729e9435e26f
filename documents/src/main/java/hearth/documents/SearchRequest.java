package hearth.documents;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is searched for, and where.
 *
 * @param selection libraries by their ids; of each all documents, or only those named
 */
public record SearchRequest(Map<String, Optional<List<String>>> selection, String question, int limit) {
    /** All documents of some libraries. */
    public static SearchRequest of(List<String> libraries, String question, int limit) {
        Map<String, Optional<List<String>>> selection = new java.util.LinkedHashMap<>();
        libraries.forEach(id -> selection.put(id, Optional.empty()));
        return new SearchRequest(selection, question, limit);
    }
}
