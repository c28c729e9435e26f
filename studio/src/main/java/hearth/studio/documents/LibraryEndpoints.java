package hearth.studio.documents;

import hearth.documents.LibraryInfo;
import hearth.documents.LibraryKind;
import hearth.documents.library.Libraries;
import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Libraries over HTTP. */
public final class LibraryEndpoints {
    private final DocumentService service;

    public LibraryEndpoints(DocumentService service) {
        this.service = service;
    }

    /** All, without their documents. */
    public void list(Exchange exchange) throws IOException {
        Libraries.Listing listing = DocumentErrors.explained(() -> service.libraries().list());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("libraries", listing.libraries().stream().map(LibraryViews::summary).toList());
        body.put("damaged", listing.damaged());
        exchange.respondJson(200, body);
    }

    /** Makes one. */
    public void create(Exchange exchange) throws IOException {
        Fields fields = Fields.of(exchange.json());
        String name = fields.requiredText("name");
        LibraryKind kind = kind(fields.text("kind").orElse("named"));
        Optional<String> model = model(fields);
        respond(exchange, DocumentErrors.explained(() -> service.libraries().create(name, kind, model)));
    }

    private static LibraryKind kind(String text) {
        for (LibraryKind kind : LibraryKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw ApiException.invalid("kind", "must be named or chat");
    }

    /** A model that is there; an empty text is none. */
    private Optional<String> model(Fields fields) {
        Optional<String> model = fields.text("embedding_model").filter(text -> !text.isEmpty());
        model.ifPresent(service.directory()::require);
        return model;
    }

    /** One, with its documents. */
    public void read(Exchange exchange) throws IOException {
        respond(exchange, DocumentErrors.explained(() -> service.libraries().info(exchange.pathParameter("id"))));
    }

    private void respond(Exchange exchange, LibraryInfo library) throws IOException {
        Libraries libraries = service.libraries();
        Map<String, Object> body = LibraryViews.summary(library);
        body.put("documents", library.documents().stream()
                .map(document -> LibraryViews.document(document, libraries.standing(library.id(), document)))
                .toList());
        exchange.respondJson(200, body);
    }

    /** Another name, another model, or both. Another model indexes everything again. */
    public void change(Exchange exchange) throws IOException {
        String id = exchange.pathParameter("id");
        Fields fields = Fields.of(exchange.json());
        Optional<String> name = fields.text("name");
        boolean changesModel = fields.has("embedding_model");
        Optional<String> model = model(fields);
        respond(exchange, DocumentErrors.explained(() -> {
            LibraryInfo library = service.libraries().info(id);
            if (name.isPresent()) {
                library = service.libraries().rename(id, name.get());
            }
            return changesModel ? service.libraries().chooseModel(id, model) : library;
        }));
    }

    /** Removes one with everything in it. */
    public void delete(Exchange exchange) throws IOException {
        DocumentErrors.explained(() -> {
            service.libraries().delete(exchange.pathParameter("id"));
            return null;
        });
        exchange.respondEmpty(204);
    }

    /** Indexes all documents again. */
    public void index(Exchange exchange) throws IOException {
        respond(exchange, DocumentErrors.explained(() -> {
            service.libraries().reindex(exchange.pathParameter("id"));
            return service.libraries().info(exchange.pathParameter("id"));
        }));
    }

    /** Ends the work that is being done on one. */
    public void cancel(Exchange exchange) throws IOException {
        respond(exchange, DocumentErrors.explained(() -> {
            service.libraries().cancel(exchange.pathParameter("id"));
            return service.libraries().info(exchange.pathParameter("id"));
        }));
    }
}
