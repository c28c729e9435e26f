package hearth.studio.documents;

import hearth.documents.DocumentInfo;
import hearth.documents.SearchRequest;
import hearth.documents.SearchResult;
import hearth.documents.extract.DocumentText;
import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Documents and what is found in them, over HTTP. */
public final class DocumentEndpoints {
    private static final int UPLOADS_AT_ONCE = 4;
    private static final int MAX_SHOWN = 200_000;
    private static final int MAX_RESULTS = 50;
    private static final int MAX_QUESTION = 10_000;

    private final DocumentService service;
    private final Semaphore uploads = new Semaphore(UPLOADS_AT_ONCE);

    public DocumentEndpoints(DocumentService service) {
        this.service = service;
    }

    /** Takes a file as it is; its name stands in the query. */
    public void add(Exchange exchange) throws IOException {
        String name = exchange.query("name").orElseThrow(() -> ApiException.invalid("name", "is required"));
        String id = exchange.pathParameter("id");
        if (!uploads.tryAcquire()) {
            throw ApiException.overloaded(UPLOADS_AT_ONCE + " files are being sent already", 2);
        }
        DocumentInfo document;
        try (InputStream body = exchange.body()) {
            document = DocumentErrors.explained(() -> service.libraries().add(id, name, body, exchange.bodyLength()));
        } finally {
            uploads.release();
        }
        exchange.respondJson(200, LibraryViews.document(document, service.libraries().standing(id, document)));
    }

    /** Removes one. */
    public void remove(Exchange exchange) throws IOException {
        DocumentErrors.explained(() -> {
            service.libraries().remove(exchange.pathParameter("id"), exchange.pathParameter("document"));
            return null;
        });
        exchange.respondEmpty(204);
    }

    /** A stretch of a document's text, and where it stands. */
    public void text(Exchange exchange) throws IOException {
        String id = exchange.pathParameter("id");
        String document = exchange.pathParameter("document");
        int from = number(exchange, "from", 0);
        int to = number(exchange, "to", from + MAX_SHOWN);
        Map<String, Object> body = DocumentErrors.explained(() -> {
            DocumentText text = service.libraries().text(id, document);
            DocumentInfo info = service.libraries().info(id).document(document).orElseThrow();
            return shown(info, text, from, to);
        });
        exchange.respondJson(200, body);
    }

    private static Map<String, Object> shown(DocumentInfo info, DocumentText text, int from, int to) {
        int start = whole(text.text(), Math.min(from, text.text().length()));
        int end = whole(text.text(), Math.max(start, Math.min(to, text.text().length())));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", info.name());
        body.put("characters", text.text().length());
        body.put("pages", text.pages().size());
        body.put("is_code", text.isCode());
        body.put("from", start);
        body.put("to", end);
        body.put("page", text.page(start));
        body.put("line", text.line(start));
        body.put("section", text.section(start));
        body.put("text", text.text().substring(start, end));
        return body;
    }

    /** A position that divides no character. */
    private static int whole(String text, int at) {
        return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }

    private static int number(Exchange exchange, String name, int usual) {
        String text = exchange.query(name).orElse("");
        if (text.isEmpty()) {
            return usual;
        }
        if (!text.matches("\\d{1,9}")) {
            throw ApiException.invalid(name, "must be a whole number");
        }
        return Integer.parseInt(text);
    }

    /** Passages that answer a question. */
    public void search(Exchange exchange) throws IOException {
        Fields fields = Fields.of(exchange.json());
        String question = fields.requiredText("question");
        if (question.isBlank() || question.length() > MAX_QUESTION) {
            throw ApiException.invalid("question", "must have from 1 to " + MAX_QUESTION + " characters");
        }
        int limit = fields.integer("limit", 1, MAX_RESULTS).orElse(10);
        SearchRequest request = new SearchRequest(Selection.of(fields), question, limit);
        long start = System.nanoTime();
        SearchResult result = DocumentErrors.explained(() -> service.libraries().search(request));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("passages", result.passages().stream().map(LibraryViews::passage).toList());
        body.put("words_only", LibraryViews.wordsOnly(result.wordsOnly()));
        body.put("duration", System.nanoTime() - start);
        exchange.respondJson(200, body);
    }

    /** What a request chooses: {@code libraries: [{id, documents?}]}. */
    static final class Selection {
        private static final int MAX_LIBRARIES = 50;
        private static final int MAX_DOCUMENTS = 2000;

        private Selection() {}

        static Map<String, java.util.Optional<List<String>>> of(Fields fields) {
            Map<String, java.util.Optional<List<String>>> selection = new LinkedHashMap<>();
            for (Fields each : fields.objects("libraries", MAX_LIBRARIES)) {
                List<String> documents = each.texts("documents", MAX_DOCUMENTS);
                selection.put(each.requiredText("id"), each.has("documents") ? java.util.Optional.of(documents) : java.util.Optional.empty());
            }
            if (selection.isEmpty()) {
                throw ApiException.invalid("libraries", "must name at least one");
            }
            return selection;
        }
    }
}
