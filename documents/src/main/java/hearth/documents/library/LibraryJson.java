package hearth.documents.library;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentState;
import hearth.documents.LibraryInfo;
import hearth.documents.LibraryKind;
import hearth.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A library's file: what it is and which documents it has. Pure. */
final class LibraryJson {
    private LibraryJson() {}

    static String write(LibraryInfo library) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", 1);
        json.put("id", library.id());
        json.put("name", library.name());
        json.put("kind", library.kind().name());
        json.put("created", library.created());
        json.put("embedding_model", library.embeddingModel().orElse(null));
        json.put("documents", library.documents().stream().map(LibraryJson::document).toList());
        return Json.writePretty(json);
    }

    private static Map<String, Object> document(DocumentInfo document) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", document.id());
        json.put("name", document.name());
        json.put("bytes", document.bytes());
        json.put("digest", document.digest());
        json.put("added", document.added());
        json.put("state", document.state().name());
        json.put("reason", document.reason());
        json.put("note", document.note());
        json.put("characters", document.characters());
        json.put("pages", document.pages());
        json.put("chunks", document.chunks());
        json.put("vectors", document.vectors());
        return json;
    }

    /** @throws IllegalArgumentException if the text is no library of this id */
    static LibraryInfo read(String id, String text) {
        Map<String, Object> json = Json.parseObject(text);
        if (!id.equals(json.get("id"))) {
            throw new IllegalArgumentException("it has the id of another library");
        }
        List<DocumentInfo> documents = new ArrayList<>();
        if (json.get("documents") instanceof List<?> list) {
            for (Object each : list) {
                documents.add(document(each));
            }
        }
        Optional<String> model = json.get("embedding_model") instanceof String name ? Optional.of(name) : Optional.empty();
        return new LibraryInfo(id, text(json, "name"), LibraryKind.valueOf(text(json, "kind")), text(json, "created"), model, documents);
    }

    private static DocumentInfo document(Object value) {
        if (!(value instanceof Map<?, ?> json)) {
            throw new IllegalArgumentException("a document is no object");
        }
        String id = text(json, "id");
        if (!Ids.isId(id)) {
            throw new IllegalArgumentException("a document has no valid id");
        }
        return new DocumentInfo(id, text(json, "name"), whole(json, "bytes"), text(json, "digest"), text(json, "added"),
                DocumentState.valueOf(text(json, "state")), text(json, "reason"), text(json, "note"), Math.toIntExact(whole(json, "characters")),
                Math.toIntExact(whole(json, "pages")), Math.toIntExact(whole(json, "chunks")), text(json, "vectors"));
    }

    private static String text(Map<?, ?> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " is missing or no text");
    }

    private static long whole(Map<?, ?> json, String name) {
        if (json.get(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw new IllegalArgumentException(name + " is missing or no number");
    }
}
