package hearth.studio.documents;

import hearth.documents.DocumentInfo;
import hearth.documents.LibraryInfo;
import hearth.documents.Passage;
import hearth.documents.SearchResult.WordsOnly;
import hearth.documents.library.Libraries;
import hearth.documents.prompt.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Libraries, documents and passages as JSON. Pure. */
final class LibraryViews {
    private LibraryViews() {}

    /** Without its documents. */
    static Map<String, Object> summary(LibraryInfo library) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", library.id());
        json.put("name", library.name());
        json.put("kind", library.kind().name().toLowerCase(Locale.ROOT));
        json.put("created", library.created());
        json.put("embedding_model", library.embeddingModel().orElse(null));
        json.put("document_count", library.documents().size());
        json.put("pending_count", library.documents().stream().filter(each -> each.state().isPending()).count());
        json.put("bytes", library.documents().stream().mapToLong(DocumentInfo::bytes).sum());
        json.put("chunks", library.documents().stream().mapToLong(DocumentInfo::chunks).sum());
        return json;
    }

    static Map<String, Object> document(DocumentInfo document, Libraries.Standing standing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", document.id());
        json.put("name", document.name());
        json.put("bytes", document.bytes());
        json.put("added", document.added());
        json.put("state", standing.state().name().toLowerCase(Locale.ROOT));
        json.put("reason", document.reason());
        json.put("note", document.note());
        json.put("characters", document.characters());
        json.put("pages", document.pages());
        json.put("chunks", document.chunks());
        json.put("has_vectors", !document.vectors().isEmpty());
        json.put("done", standing.done());
        json.put("all", standing.all());
        return json;
    }

    static Map<String, Object> passage(Passage passage) {
        Map<String, Object> json = place(passage.library(), passage.document(), passage.name(), passage.start(), passage.end());
        json.put("page", passage.page());
        json.put("line", passage.line());
        json.put("section", passage.section());
        json.put("text", passage.text());
        json.put("score", passage.score());
        json.put("words_rank", passage.wordsRank());
        json.put("meaning_rank", passage.meaningRank());
        return json;
    }

    static Map<String, Object> source(Source source) {
        Map<String, Object> json = place(source.library(), source.document(), source.name(), source.start(), source.end());
        json.put("number", source.number());
        json.put("page", source.page());
        json.put("line", source.line());
        json.put("section", source.section());
        return json;
    }

    private static Map<String, Object> place(String library, String document, String name, int start, int end) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("library", library);
        json.put("document", document);
        json.put("name", name);
        json.put("start", start);
        json.put("end", end);
        return json;
    }

    static List<Object> wordsOnly(List<WordsOnly> libraries) {
        return libraries.stream()
                .map(each -> (Object) Map.of("library", each.library(), "reason", each.reason().name().toLowerCase(Locale.ROOT), "detail", each.detail()))
                .toList();
    }
}
