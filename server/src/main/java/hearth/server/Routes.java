package hearth.server;

import hearth.server.answer.Answering;
import hearth.server.anthropic.AnthropicApi;
import hearth.server.anthropic.AnthropicErrors;
import hearth.server.anthropic.AnthropicModels;
import hearth.server.extra.ApplyTemplate;
import hearth.server.extra.Rerank;
import hearth.server.extra.Tokens;
import hearth.server.http.Endpoint;
import hearth.server.http.ErrorForms;
import hearth.server.http.Route;
import hearth.server.http.Route.Access;
import hearth.server.library.ModelLibrary;
import hearth.server.lmstudio.Downloads;
import hearth.server.lmstudio.LmStudioChat;
import hearth.server.lmstudio.LmStudioDownloads;
import hearth.server.lmstudio.LmStudioErrors;
import hearth.server.lmstudio.LmStudioLoads;
import hearth.server.lmstudio.LmStudioModels;
import hearth.server.lmstudio.LmStudioVariant;
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
import hearth.server.ollama.OllamaVersion;
import hearth.server.openai.OpenAiChat;
import hearth.server.openai.OpenAiCompletions;
import hearth.server.openai.OpenAiEmbeddings;
import hearth.server.openai.OpenAiErrors;
import hearth.server.openai.OpenAiModels;
import hearth.server.openai.OpenAiResponses;
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
    private final Downloads downloads;

    Routes(Answering answering, ModelLibrary library, ModelPool pool, ServerMetrics metrics, ServerParts parts) {
        this.answering = answering;
        this.library = library;
        this.pool = pool;
        this.metrics = metrics;
        this.parts = parts;
        this.downloads = new Downloads(library, parts.clock());
    }

    /** Downloads that go on without their clients; whoever has the routes closes them. */
    Downloads downloads() {
        return downloads;
    }

    List<Route> all() {
        return java.util.stream.Stream.of(operations(), ollama(), openAi(), extra(), anthropic(), lmStudio(), parts.mount().routes())
                .flatMap(List::stream)
                .toList();
    }

    /** How errors are written below each dialect's paths, where there is no route. */
    static ErrorForms elsewhere() {
        ErrorForm openAi = new OpenAiErrors();
        return new ErrorForms(
                Map.of("v1", openAi, "v1/messages", new AnthropicErrors(), "api/v0", openAi, "api/v1", new LmStudioErrors("model_not_found")),
                new OllamaErrors());
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
                token("GET", "/api/version", errors, new OllamaVersion(parts.version())),
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

    List<Route> openAi() {
        ErrorForm errors = new OpenAiErrors();
        OpenAiModels models = new OpenAiModels(library);
        AnthropicModels anthropic = new AnthropicModels(library);
        return List.of(
                token("GET", "/v1/models", errors, anthropic.listOr(models::list)),
                token("GET", "/v1/models/{model...}", errors, anthropic.modelOr(models::show)),
                token("POST", "/v1/chat/completions", errors, new OpenAiChat(answering, parts.clock())),
                token("POST", "/v1/completions", errors, new OpenAiCompletions(answering, parts.clock())),
                token("POST", "/v1/embeddings", errors, new OpenAiEmbeddings(answering)),
                token("POST", "/v1/responses", errors, new OpenAiResponses(answering, parts.clock())));
    }

    List<Route> extra() {
        ErrorForm errors = new OpenAiErrors();
        Tokens tokens = new Tokens(answering, pool);
        Rerank rerank = new Rerank(answering);
        return List.of(
                token("POST", "/v1/rerank", errors, rerank),
                token("POST", "/rerank", errors, rerank),
                token("POST", "/tokenize", errors, tokens::tokenize),
                token("POST", "/detokenize", errors, tokens::detokenize),
                token("POST", "/apply-template", errors, new ApplyTemplate(answering, pool)));
    }

    private List<Route> anthropic() {
        ErrorForm errors = new AnthropicErrors();
        AnthropicApi api = new AnthropicApi(answering, library);
        return List.of(
                token("POST", "/v1/messages", errors, api::message),
                token("POST", "/v1/messages/count_tokens", errors, api::countTokens));
    }

    private List<Route> lmStudio() {
        ErrorForm errors = new LmStudioErrors("model_not_found");
        ErrorForm early = new OpenAiErrors();
        LmStudioModels models = new LmStudioModels(library, pool);
        LmStudioLoads loads = new LmStudioLoads(library, pool);
        LmStudioDownloads transfers = new LmStudioDownloads(downloads, library);
        LmStudioVariant variant = new LmStudioVariant(library, models, parts.version());
        return List.of(
                token("GET", "/api/v0/models", early, models::listEarly),
                token("GET", "/api/v0/models/{model...}", early, models::showEarly),
                token("POST", "/api/v0/chat/completions", early, new OpenAiChat(answering, parts.clock(), variant)),
                token("POST", "/api/v0/completions", early, new OpenAiCompletions(answering, parts.clock(), variant)),
                token("POST", "/api/v0/embeddings", early, new OpenAiEmbeddings(answering)),
                token("GET", "/api/v1/models", errors, models::list),
                token("POST", "/api/v1/models/load", errors, loads::load),
                token("POST", "/api/v1/models/unload", errors, loads::unload),
                token("POST", "/api/v1/models/download", errors, transfers::start),
                token("GET", "/api/v1/models/download/status/{job}", new LmStudioErrors("job_not_found"), transfers::status),
                token("POST", "/api/v1/chat", errors, new LmStudioChat(answering, library, models)));
    }

    private static Route open(String method, String path, ErrorForm errors, Endpoint endpoint) {
        return new Route(method, path, Access.OPEN, errors, endpoint);
    }

    private static Route token(String method, String path, ErrorForm errors, Endpoint endpoint) {
        return new Route(method, path, Access.TOKEN, errors, endpoint);
    }
}
