package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentsException;
import hearth.documents.Embedder;
import hearth.documents.Embedders;
import hearth.documents.LibraryInfo;
import hearth.documents.Passage;
import hearth.documents.SearchRequest;
import hearth.documents.SearchResult;
import hearth.documents.SearchResult.Reason;
import hearth.documents.SearchResult.WordsOnly;
import hearth.documents.index.ChunkSearch;
import hearth.documents.index.FoundChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One search in some libraries. */
final class Retrieval {
    private final List<Library> libraries;
    private final Embedders embedders;
    private final List<WordsOnly> wordsOnly = new ArrayList<>();
    private final Map<String, float[]> vectors = new LinkedHashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    Retrieval(List<Library> libraries, Embedders embedders) {
        this.libraries = libraries;
        this.embedders = embedders;
    }

    SearchResult search(SearchRequest request) throws IOException {
        if (request.question().isBlank()) {
            return new SearchResult(List.of(), List.of());
        }
        Map<String, DocumentInfo> documents = new HashMap<>();
        for (Library library : libraries) {
            LibraryInfo info = library.info();
            Optional<List<String>> chosen = request.selection().getOrDefault(info.id(), Optional.empty());
            info.documents().stream()
                    .filter(each -> chosen.isEmpty() || chosen.get().contains(each.id()))
                    .forEach(each -> documents.put(each.id(), each));
            vector(info, request.question());
        }
        ChunkSearch search = new ChunkSearch(request.question(), vectors, Optional.of(documents.keySet()), request.limit());
        List<Passage> passages = new ArrayList<>();
        for (FoundChunk found : search.in(libraries.stream().map(Library::index).toList())) {
            passages.add(passage(found, documents.get(found.place().document())));
        }
        return new SearchResult(passages, wordsOnly);
    }

    /** Makes the question's vector for a library, or says why there is none. */
    private void vector(LibraryInfo library, String question) {
        if (library.embeddingModel().isEmpty()) {
            wordsOnly.add(new WordsOnly(library.id(), Reason.NO_MODEL, ""));
            return;
        }
        String model = library.embeddingModel().get();
        Optional<String> fingerprint = embedders.fingerprint(model);
        if (fingerprint.isEmpty()) {
            wordsOnly.add(new WordsOnly(library.id(), Reason.MODEL_MISSING, model));
            return;
        }
        boolean outdated = library.documents().stream().anyMatch(each -> each.chunks() > 0 && !each.vectors().equals(fingerprint.get()));
        if (outdated) {
            wordsOnly.add(new WordsOnly(library.id(), Reason.OUTDATED, model));
        }
        if (!vectors.containsKey(fingerprint.get()) && !failures.containsKey(fingerprint.get())) {
            try (Embedder embedder = embedders.open(model, () -> false)) {
                vectors.put(fingerprint.get(), embedder.embed(List.of(EmbeddingPrompts.of(model).question() + question)).getFirst());
            } catch (DocumentsException e) {
                failures.put(fingerprint.get(), e.getMessage());
            }
        }
        if (failures.containsKey(fingerprint.get())) {
            wordsOnly.add(new WordsOnly(library.id(), Reason.MODEL_FAILED, failures.get(fingerprint.get())));
        }
    }

    private static Passage passage(FoundChunk found, DocumentInfo document) {
        var place = found.place();
        return new Passage(place.library(), place.document(), document.name(), place.start(), place.end(), place.page(), place.line(),
                place.section(), found.text(), found.score(), found.wordsRank(), found.meaningRank());
    }
}
