package hearth.server.lmstudio;

import hearth.server.call.ApiException;
import hearth.server.call.KeepAlive;
import hearth.server.http.Exchange;
import hearth.server.library.ModelLibrary;
import hearth.server.model.ModelLease;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.model.ModelPool;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/v1/models/load} and {@code /api/v1/models/unload}. */
public final class LmStudioLoads {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Settings that LM Studio says to be of its llama.cpp engine alone. */
    private static final List<String> OF_ANOTHER_ENGINE = List.of("eval_batch_size", "flash_attention", "offload_kv_cache_to_gpu");

    private final ModelLibrary library;
    private final ModelPool pool;

    public LmStudioLoads(ModelLibrary library, ModelPool pool) {
        this.library = library;
        this.pool = pool;
    }

    /** Loads a model, which stays until it is unloaded or its memory is needed. */
    public void load(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        ServedModel model = library.directory().require(request.requiredText("model"));
        int contextLength = request.integer("context_length", 1, Integer.MAX_VALUE).orElse(0);
        boolean echoes = request.flag("echo_load_config").orElse(false);
        request.refuse("num_experts", "a model runs with the experts it was made for");
        OF_ANOTHER_ENGINE.stream().filter(request::has).forEach(name -> {
            request.value(name);
            exchange.warn(name + " has no effect");
        });
        request.unread().forEach(name -> exchange.warn(name + " is not known and has no effect"));
        try (ModelLease lease = pool.acquire(model, new LoadWish(contextLength), Optional.of(KeepAlive.FOREVER), exchange)) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("type", library.card(model).can("embedding") ? "embedding" : "llm");
            body.put("instance_id", model.name());
            body.put("load_time_seconds", lease.loadNanos() / NANOS_PER_SECOND);
            body.put("status", "loaded");
            if (echoes) {
                body.put("load_config", Map.of("context_length", lease.runner().facts().contextLength()));
            }
            exchange.respondJson(200, body);
        }
    }

    /** Unloads a model as soon as nobody uses it. */
    public void unload(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String id = request.requiredText("instance_id");
        request.unread().forEach(name -> exchange.warn(name + " is not known and has no effect"));
        if (!pool.unload(library.directory().require(id))) {
            throw new ApiException(ApiException.Kind.NOT_FOUND, "model '" + id + "' is not loaded");
        }
        exchange.respondJson(200, Map.of("instance_id", id));
    }
}
