package hearth.server.lmstudio;

import hearth.server.http.Exchange;
import hearth.server.library.ModelCard;
import hearth.server.library.ModelLibrary;
import hearth.server.model.LoadedModel;
import hearth.server.model.ModelPool;
import hearth.server.model.ServedModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of models: {@code GET /api/v0/models}, {@code /api/v0/models/{model}} and {@code /api/v1/models}. */
public final class LmStudioModels {
    private static final Pattern BITS = Pattern.compile("^(?:B?F|I?Q|TQ|MXFP)(\\d{1,2})(?:_|$)");

    private final ModelLibrary library;
    private final ModelPool pool;

    public LmStudioModels(ModelLibrary library, ModelPool pool) {
        this.library = library;
        this.pool = pool;
    }

    /** Version 1: all models. */
    public void list(Exchange exchange) throws IOException {
        exchange.respondJson(200, Map.of("models", library.list().stream().map(this::described).toList()));
    }

    /** Version 0: all models. */
    public void listEarly(Exchange exchange) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("object", "list");
        body.put("data", library.list().stream().map(this::describedEarly).toList());
        exchange.respondJson(200, body);
    }

    /** Version 0: one model. */
    public void showEarly(Exchange exchange) throws IOException {
        exchange.respondJson(200, describedEarly(library.directory().require(exchange.pathParameter("model"))));
    }

    /** The copy of these weights in memory. */
    Optional<LoadedModel> loaded(ServedModel model) {
        return pool.loaded().stream()
                .filter(loaded -> loaded.model().content().equals(model.content()) && loaded.state() == LoadedModel.State.READY)
                .findFirst();
    }

    private Map<String, Object> described(ServedModel model) {
        ModelCard card = library.cardInList(model);
        boolean embeds = card.can("embedding");
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("type", embeds ? "embedding" : "llm");
        item.put("publisher", model.stored().name().namespace());
        item.put("key", model.name());
        item.put("display_name", model.name());
        if (!embeds) {
            item.put("architecture", card.family());
        }
        Map<String, Object> quantization = new LinkedHashMap<>();
        quantization.put("name", card.quantization());
        quantization.put("bits_per_weight", bits(card.quantization()));
        item.put("quantization", quantization);
        item.put("size_bytes", model.stored().sizeBytes());
        item.put("params_string", card.parameterSize());
        item.put("loaded_instances", loaded(model).map(LmStudioModels::instance).stream().toList());
        card.trainedContextLength().ifPresent(length -> item.put("max_context_length", length));
        item.put("format", "gguf");
        if (!embeds) {
            Map<String, Object> capabilities = new LinkedHashMap<>();
            capabilities.put("vision", false);
            capabilities.put("trained_for_tool_use", card.can("tools"));
            item.put("capabilities", capabilities);
            item.put("description", null);
        }
        return item;
    }

    private static Map<String, Object> instance(LoadedModel loaded) {
        Map<String, Object> instance = new LinkedHashMap<>();
        instance.put("id", loaded.model().name());
        instance.put("config", Map.of("context_length", loaded.contextLength()));
        return instance;
    }

    /** As the type is named, without scales: {@code Q4_K_M} has 4. */
    static Integer bits(String quantization) {
        Matcher matcher = BITS.matcher(quantization);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
    }

    private Map<String, Object> describedEarly(ServedModel model) {
        ModelCard card = library.cardInList(model);
        Optional<LoadedModel> loaded = loaded(model);
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", model.name());
        item.put("object", "model");
        item.put("type", card.can("embedding") ? "embeddings" : "llm");
        item.put("publisher", model.stored().name().namespace());
        item.put("arch", card.family());
        item.put("compatibility_type", "gguf");
        item.put("quantization", card.quantization());
        item.put("state", loaded.isPresent() ? "loaded" : "not-loaded");
        card.trainedContextLength().ifPresent(length -> item.put("max_context_length", length));
        loaded.ifPresent(instance -> item.put("loaded_context_length", instance.contextLength()));
        item.put("capabilities", card.can("tools") ? List.of("tool_use") : List.of());
        return item;
    }
}
