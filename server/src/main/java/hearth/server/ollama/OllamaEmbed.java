package hearth.server.ollama;

import hearth.server.answer.Answering;
import hearth.server.call.ApiException;
import hearth.server.call.EmbeddingAnswer;
import hearth.server.call.EmbeddingCall;
import hearth.server.call.EmbeddingInputs;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** {@code POST /api/embed} and its forerunner {@code /api/embeddings}. */
public final class OllamaEmbed {
    private static final int MAX_INPUTS = 100_000;
    private static final int MAX_DIMENSIONS = 1 << 20;

    private final Answering answering;

    public OllamaEmbed(Answering answering) {
        this.answering = answering;
    }

    /** Several texts, vectors of unit length. */
    public void embed(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        List<String> warnings = new ArrayList<>();
        EmbeddingCall call = call(request, inputs(request), request.flag("truncate").orElse(true), warnings);
        warnings.forEach(exchange::warn);
        EmbeddingAnswer answer = answer(call, exchange);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", call.model());
        body.put("embeddings", answer.vectors().stream().map(OllamaEmbed::values).toList());
        body.put("total_duration", answer.totalNanos());
        body.put("load_duration", answer.loadNanos());
        body.put("prompt_eval_count", answer.promptTokens());
        exchange.respondJson(200, body);
    }

    /** One text. */
    public void legacy(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        List<String> warnings = new ArrayList<>();
        List<String> prompt = request.text("prompt").filter(text -> !text.isEmpty()).stream().toList();
        EmbeddingCall call = call(request, prompt, true, warnings);
        warnings.forEach(exchange::warn);
        List<float[]> vectors = answer(call, exchange).vectors();
        exchange.respondJson(200, Map.of("embedding", vectors.isEmpty() ? List.of() : values(vectors.getFirst())));
    }

    private EmbeddingAnswer answer(EmbeddingCall call, Exchange exchange) {
        try {
            return answering.embed(call, exchange);
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.NOT_FOUND) {
                // Clients of embeddings know these words.
                throw new ApiException(e.kind(), "model \"" + call.model() + "\" not found, try pulling it first", e);
            }
            throw e;
        }
    }

    private static List<String> inputs(Fields request) {
        return switch (request.value("input")) {
            // An empty text alone only loads the model.
            case null -> List.of();
            case String text -> text.isEmpty() ? List.of() : List.of(text);
            // Each item has its vector, an empty one too.
            case List<?> items when items.stream().allMatch(String.class::isInstance) -> request.texts("input", MAX_INPUTS);
            default -> throw new ApiException(ApiException.Kind.INVALID_REQUEST, "invalid input type");
        };
    }

    private static EmbeddingCall call(Fields request, List<String> inputs, boolean truncates, List<String> warnings) {
        String model = request.requiredText("model");
        OptionalInt dimensions = request.integer("dimensions", 0, MAX_DIMENSIONS);
        OptionalInt contextLength = OptionalInt.empty();
        if (request.has("options")) {
            Fields options = request.object("options").orElseThrow();
            contextLength = options.integer("num_ctx", 1, Integer.MAX_VALUE);
            options.unread().forEach(name -> warnings.add(name + " has no effect"));
        }
        EmbeddingCall call = new EmbeddingCall(
                model,
                new EmbeddingInputs.Texts(inputs),
                dimensions.orElse(0) == 0 ? OptionalInt.empty() : dimensions,
                truncates,
                contextLength,
                OllamaOptions.keepAlive(request));
        request.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
        return call;
    }

    private static List<Float> values(float[] vector) {
        List<Float> values = new ArrayList<>(vector.length);
        for (float value : vector) {
            values.add(value);
        }
        return values;
    }
}
