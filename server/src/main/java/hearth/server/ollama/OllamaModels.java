package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import hearth.server.library.ModelCard;
import hearth.server.library.ModelLibrary;
import hearth.server.model.LoadedModel;
import hearth.server.model.ModelPool;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists of models, copies and deletions. */
public final class OllamaModels {
    private final ModelLibrary library;
    private final ModelPool pool;

    public OllamaModels(ModelLibrary library, ModelPool pool) {
        this.library = library;
        this.pool = pool;
    }

    /** {@code GET /api/tags}. */
    public void tags(Exchange exchange) throws IOException {
        List<Object> models = new ArrayList<>();
        for (ServedModel model : library.list()) {
            Map<String, Object> item = identity(model);
            item.put("modified_at", model.stored().modified().toString());
            item.put("size", model.stored().sizeBytes());
            item.put("digest", model.stored().id().hex());
            ModelCard card = library.cardInList(model);
            item.put("details", details(card));
            item.put("capabilities", card.capabilities());
            models.add(item);
        }
        exchange.respondJson(200, Map.of("models", models));
    }

    /** {@code GET /api/ps}. */
    public void running(Exchange exchange) throws IOException {
        List<Object> models = new ArrayList<>();
        for (LoadedModel loaded : pool.loaded()) {
            Map<String, Object> item = identity(loaded.model());
            item.put("size", loaded.memoryBytes());
            item.put("digest", loaded.model().stored().id().hex());
            item.put("details", details(library.cardInList(loaded.model())));
            item.put("expires_at", loaded.expires().toString());
            item.put("size_vram", 0);
            item.put("context_length", loaded.contextLength());
            models.add(item);
        }
        exchange.respondJson(200, Map.of("models", models));
    }

    /** {@code POST /api/copy}. */
    public void copy(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String source = request.requiredText("source");
        if (library.directory().find(source).isEmpty()) {
            throw new ApiException(Kind.NOT_FOUND, "model \"" + source + "\" not found");
        }
        library.copy(source, request.requiredText("destination"));
        exchange.respondEmpty(200);
    }

    /** {@code DELETE /api/delete}. */
    public void delete(Exchange exchange) throws IOException {
        library.delete(name(Fields.of(exchange.json())));
        exchange.respondEmpty(200);
    }

    /** The field {@code model}, or its old name. */
    static String name(Fields request) {
        return request.text("model")
                .or(() -> request.text("name"))
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new ApiException(Kind.INVALID_REQUEST, "model is required"));
    }

    private static Map<String, Object> identity(ServedModel model) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", model.name());
        item.put("model", model.name());
        return item;
    }

    static Map<String, Object> details(ModelCard card) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("parent_model", "");
        details.put("format", "gguf");
        details.put("family", card.family());
        details.put("families", List.of(card.family()));
        details.put("parameter_size", card.parameterSize());
        details.put("quantization_level", card.quantization());
        card.trainedContextLength().ifPresent(length -> details.put("context_length", length));
        card.embeddingLength().ifPresent(length -> details.put("embedding_length", length));
        return details;
    }
}
