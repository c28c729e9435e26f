package hearth.server.openai;

import hearth.server.http.Exchange;
import hearth.server.library.ModelLibrary;
import hearth.server.model.ServedModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/models} and {@code GET /v1/models/{model}}. */
public final class OpenAiModels {
    private final ModelLibrary library;

    public OpenAiModels(ModelLibrary library) {
        this.library = library;
    }

    /** All of them, newest first. */
    public void list(Exchange exchange) throws IOException {
        List<Map<String, Object>> models = library.list().stream().map(OpenAiModels::written).toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("object", "list");
        body.put("data", models);
        exchange.respondJson(200, body);
    }

    /** One, by any of its names. */
    public void show(Exchange exchange) throws IOException {
        exchange.respondJson(200, written(library.directory().require(exchange.pathParameter("model"))));
    }

    private static Map<String, Object> written(ServedModel model) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", model.name());
        item.put("object", "model");
        item.put("created", model.stored().modified().getEpochSecond());
        item.put("owned_by", model.stored().name().namespace());
        return item;
    }
}
