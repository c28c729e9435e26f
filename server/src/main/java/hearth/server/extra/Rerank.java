package hearth.server.extra;

import hearth.server.answer.Answering;
import hearth.server.call.ApiException;
import hearth.server.call.Caller;
import hearth.server.call.EmbeddingInputs;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.model.ModelRunner;
import hearth.server.model.ModelRunner.Embedding;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v1/rerank} as Jina and Cohere have it: orders documents by how well they answer a query. A reranker scores each pair; with
 * any other model that makes vectors, it is the cosine between the vector of the query and that of the document. The answer's
 * {@code method} says which.
 */
public final class Rerank implements Endpoint {
    private static final int MAX_DOCUMENTS = 10_000;

    private final Answering answering;

    public Rerank(Answering answering) {
        this.answering = answering;
    }

    private record Request(String model, String query, List<String> documents, int topN, boolean returnsDocuments, boolean truncates) {}

    /** @param scores in the order of the documents, the greater the better */
    private record Scored(String method, double[] scores, int tokens) {}

    @Override
    public void handle(Exchange exchange) throws IOException {
        Fields fields = Fields.of(exchange.json());
        Request request = read(fields);
        fields.unread().forEach(name -> exchange.warn(name + " is not known and has no effect"));
        Scored scored = answering.ask(request.model(), exchange, runner -> score(request, runner, exchange));
        exchange.respondJson(200, body(request, scored, exchange.id()));
    }

    private static Request read(Fields fields) {
        List<String> documents = documents(fields);
        if (documents.isEmpty()) {
            throw ApiException.invalid("documents", "must not be empty");
        }
        fields.refuse("max_chunks_per_doc", "documents are not cut into chunks", 1L);
        fields.refuse("rank_fields", "documents are texts");
        return new Request(
                fields.requiredText("model"),
                fields.requiredText("query"),
                documents,
                fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.size()),
                fields.flag("return_documents").orElse(false),
                fields.flag("truncate").orElse(false));
    }

    /** Texts, or objects with a {@code text}. */
    private static List<String> documents(Fields fields) {
        List<Object> items = fields.list("documents", MAX_DOCUMENTS);
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String path = "documents[" + i + "]";
            documents.add(items.get(i) instanceof String text ? text : Fields.of(items.get(i), path).requiredText("text"));
        }
        return documents;
    }

    private static Scored score(Request request, ModelRunner runner, Caller caller) {
        if (runner.facts().ranks()) {
            List<Embedding> logits = runner.rank(request.query(), request.documents(), request.truncates(), caller);
            return new Scored("reranker", logits.stream().mapToDouble(each -> sigmoid(each.vector()[0])).toArray(), tokens(logits));
        }
        List<String> texts = new ArrayList<>(List.of(request.query()));
        texts.addAll(request.documents());
        List<Embedding> vectors = runner.embed(new EmbeddingInputs.Texts(texts), request.truncates(), caller);
        float[] query = vectors.getFirst().vector();
        double[] cosines = vectors.stream().skip(1).mapToDouble(each -> product(query, each.vector())).toArray();
        return new Scored("embedding-cosine", cosines, tokens(vectors));
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /** Of vectors of unit length: the cosine of the angle between them. */
    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static int tokens(List<Embedding> embeddings) {
        return embeddings.stream().mapToInt(Embedding::tokens).sum();
    }

    private static Map<String, Object> body(Request request, Scored scored, String id) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (int i = 0; i < request.documents().size(); i++) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("index", i);
            result.put("relevance_score", scored.scores()[i]);
            if (request.returnsDocuments()) {
                result.put("document", Map.of("text", request.documents().get(i)));
            }
            results.add(result);
        }
        results.sort(Comparator.comparing((Map<String, Object> result) -> (Double) result.get("relevance_score")).reversed());
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", scored.tokens());
        usage.put("total_tokens", scored.tokens());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("object", "list");
        body.put("model", request.model());
        body.put("method", scored.method());
        body.put("results", results.subList(0, Math.min(request.topN(), results.size())));
        body.put("usage", usage);
        return body;
    }
}
