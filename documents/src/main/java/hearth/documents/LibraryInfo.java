package hearth.documents;

import java.util.List;
import java.util.Optional;

/**
 * A library of documents.
 *
 * @param created ISO-8601, UTC
 * @param embeddingModel name of the model that makes its vectors; empty = it is searched by words only
 * @param documents in the order they were added
 */
public record LibraryInfo(
        String id, String name, LibraryKind kind, String created, Optional<String> embeddingModel, List<DocumentInfo> documents) {
    public LibraryInfo {
        documents = List.copyOf(documents);
    }

    public Optional<DocumentInfo> document(String documentId) {
        return documents.stream().filter(each -> each.id().equals(documentId)).findFirst();
    }

    public LibraryInfo withDocuments(List<DocumentInfo> value) {
        return new LibraryInfo(id, name, kind, created, embeddingModel, value);
    }

    public LibraryInfo withName(String value) {
        return new LibraryInfo(id, value, kind, created, embeddingModel, documents);
    }

    public LibraryInfo withEmbeddingModel(Optional<String> value) {
        return new LibraryInfo(id, name, kind, created, value, documents);
    }
}
