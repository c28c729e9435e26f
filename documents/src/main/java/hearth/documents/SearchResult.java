package hearth.documents;

import java.util.List;

/**
 * What a search found, best first.
 *
 * @param wordsOnly libraries that were not searched by meaning, each with the reason
 */
public record SearchResult(List<Passage> passages, List<WordsOnly> wordsOnly) {
    public SearchResult {
        passages = List.copyOf(passages);
        wordsOnly = List.copyOf(wordsOnly);
    }

    /** Why a library was searched by words only. */
    public enum Reason {
        /** No embedding model is chosen for it. */
        NO_MODEL,
        /** The chosen model is not on this machine. */
        MODEL_MISSING,
        /** Its vectors were made by other weights, or some documents have none: it has to be indexed again. */
        OUTDATED,
        /** The model could not be used now. */
        MODEL_FAILED
    }

    /** @param detail of MODEL_FAILED; else empty */
    public record WordsOnly(String library, Reason reason, String detail) {}
}
