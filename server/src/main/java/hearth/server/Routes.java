package hearth.server;

import hearth.server.answer.Answering;
import hearth.server.http.Endpoint;
import hearth.server.http.Route;
import hearth.server.http.Route.Access;
import hearth.server.library.ModelLibrary;
import hearth.server.metrics.ServerMetrics;
import hearth.server.model.ModelPool;
import hearth.server.ollama.OllamaBlobs;
import hearth.server.ollama.OllamaChat;
import hearth.server.ollama.OllamaCreate;
import hearth.server.ollama.OllamaEmbed;
import hearth.server.ollama.OllamaErrors;
import hearth.server.ollama.OllamaGenerate;
import hearth.server.ollama.OllamaModels;
import hearth.server.ollama.OllamaPull;
import hearth.server.ollama.OllamaShow;
import hearth.server.wire.ErrorForm;
import java.util.List;
import java.util.Map;

/** The route table: every path this server answers, in one place. */
final class Routes {
    private final Answering answering;
    private final ModelLibrary library;
    private final ModelPool pool;
    private final ServerMetrics metrics;
    private final ServerParts parts;

    Routes(Answering answering, ModelLibrary library, ModelPool pool, ServerMetrics metrics, ServerParts parts) {
        this.answering = answering;
        this.library = library;
        this.pool = pool;
        this.metrics = metrics;
        this.parts = parts;
    }

    List<Route> all() {
        return java.util.stream.Stream.of(operations(), ollama(), parts.mount().routes()).flatMap(List::stream).toList();
    }

    private List<Route> operations() {
        ErrorForm errors = new OllamaErrors();
        return List.of(
                open("GET", "/", errors, parts.mount()::root),
                open("GET", "/health", errors, new Health(pool)),
                token("GET", "/metrics", errors, exchange ->
                        exchange.respond(200, ServerMetrics.CONTENT_TYPE, metrics.text().getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }

    private List<Route> ollama() {
        ErrorForm errors = new OllamaErrors();
        OllamaModels models = new OllamaModels(library, pool);
        OllamaPull transfers = new OllamaPull(library);
        OllamaBlobs blobs = new OllamaBlobs(library);
        OllamaEmbed embed = new OllamaEmbed(answering);
        return List.of(
                token("GET", "/api/version", errors, exchange -> exchange.respondJson(200, Map.of("version", parts.version()))),
                token("GET", "/api/status", errors, exchange ->
                        exchange.respondJson(200, Map.of("cloud", Map.of("disabled", true, "source", "config")))),
                token("GET", "/api/tags", errors, models::tags),
                token("GET", "/api/ps", errors, models::running),
                token("POST", "/api/generate", errors, new OllamaGenerate(answering, pool, library.directory(), parts.clock())),
                token("POST", "/api/chat", errors, new OllamaChat(answering, pool, library.directory(), parts.clock())),
                token("POST", "/api/embed", errors, embed::embed),
                token("POST", "/api/embeddings", errors, embed::legacy),
                token("POST", "/api/show", errors, new OllamaShow(library)),
                token("POST", "/api/pull", errors, transfers::pull),
                token("POST", "/api/push", errors, transfers::push),
                token("POST", "/api/create", errors, new OllamaCreate(library)),
                token("POST", "/api/copy", errors, models::copy),
                token("DELETE", "/api/delete", errors, models::delete),
                token("HEAD", "/api/blobs/{digest}", errors, blobs::test),
                token("POST", "/api/blobs/{digest}", errors, blobs::upload));
    }

    private static Route open(String method, String path, ErrorForm errors, Endpoint endpoint) {
        return new Route(method, path, Access.OPEN, errors, endpoint);
    }

    private static Route token(String method, String path, ErrorForm errors, Endpoint endpoint) {
        return new Route(method, path, Access.TOKEN, errors, endpoint);
    }
}
