package hearth.server.anthropic;

import hearth.server.call.ApiException;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.library.ModelLibrary;
import hearth.server.model.ServedModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code GET /v1/models} and {@code GET /v1/models/{model}} as Anthropic's clients read them. */
public final class AnthropicModels {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1_000;

    private final ModelLibrary library;
    private final AnthropicErrors errors = new AnthropicErrors();

    public AnthropicModels(ModelLibrary library) {
        this.library = library;
    }

    /** Two dialects have this path; Anthropic's clients always say which version of its API they speak. */
    public Endpoint listOr(Endpoint others) {
        return exchange -> (isAnthropic(exchange) ? (Endpoint) this::list : others).handle(exchange);
    }

    /** As {@link #listOr}, for the path of one model. */
    public Endpoint modelOr(Endpoint others) {
        return exchange -> (isAnthropic(exchange) ? (Endpoint) this::model : others).handle(exchange);
    }

    private static boolean isAnthropic(Exchange exchange) {
        return exchange.header("anthropic-version").isPresent();
    }

    private void list(Exchange exchange) throws IOException {
        respond(exchange, () -> page(exchange));
    }

    private void model(Exchange exchange) throws IOException {
        respond(exchange, () -> info(library.directory().require(exchange.pathParameter("model"))));
    }

    private interface Reply {
        Map<String, Object> make();
    }

    /** The path's errors are of another form. */
    private void respond(Exchange exchange, Reply reply) throws IOException {
        try {
            exchange.respondJson(200, reply.make());
        } catch (ApiException e) {
            exchange.respondJson(errors.status(e), errors.body(e, exchange.id()));
        }
    }

    private Map<String, Object> page(Exchange exchange) {
        List<ServedModel> models = library.list();
        int limit = limit(exchange);
        int from = exchange.query("after_id").map(id -> place(models, id, "after_id") + 1).orElse(0);
        int to = Math.min(models.size(), from + limit);
        Optional<Integer> before = exchange.query("before_id").map(id -> place(models, id, "before_id"));
        if (before.isPresent()) {
            to = before.get();
            from = Math.max(0, to - limit);
        }
        List<Map<String, Object>> data = models.subList(from, to).stream().map(this::info).toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("data", data);
        page.put("has_more", before.isPresent() ? from > 0 : to < models.size());
        page.put("first_id", data.isEmpty() ? null : data.getFirst().get("id"));
        page.put("last_id", data.isEmpty() ? null : data.getLast().get("id"));
        return page;
    }

    private static int limit(Exchange exchange) {
        try {
            int limit = exchange.query("limit").map(Integer::parseInt).orElse(DEFAULT_LIMIT);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Refused below, with those that are out of bounds.
        }
        throw ApiException.invalid("limit", "must be from 1 to " + MAX_LIMIT);
    }

    private static int place(List<ServedModel> models, String id, String field) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).name().equals(id)) {
                return i;
            }
        }
        throw ApiException.invalid(field, "is none of the models");
    }

    private Map<String, Object> info(ServedModel model) {
        OptionalInt context = library.cardInList(model).trainedContextLength();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("type", "model");
        info.put("id", model.name());
        info.put("display_name", model.name());
        info.put("created_at", model.stored().modified().toString());
        info.put("max_input_tokens", context.isPresent() ? context.getAsInt() : null);
        info.put("max_tokens", context.isPresent() ? context.getAsInt() : null);
        info.put("capabilities", null);
        return info;
    }
}
