package hearth.server.ollama;

import hearth.server.answer.Answering;
import hearth.server.answer.Replies;
import hearth.server.call.AnswerOptions;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.model.ModelPool;
import hearth.server.model.ModelRunner;
import hearth.server.model.ServedModel;
import hearth.server.ollama.OllamaCall.Work;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Does what a generate or chat request asks for. */
final class OllamaAnswers {
    private final Answering answering;
    private final ModelPool pool;
    private final ModelDirectory directory;
    private final Clock clock;

    OllamaAnswers(Answering answering, ModelPool pool, ModelDirectory directory, Clock clock) {
        this.answering = answering;
        this.pool = pool;
        this.directory = directory;
        this.clock = clock;
    }

    void answer(Exchange exchange, OllamaCall request, OllamaStream.Form form) throws IOException {
        request.warnings().forEach(exchange::warn);
        OllamaStream mapping = new OllamaStream(form, request.model(), request.work() instanceof Work.Completion, clock);
        switch (request.work()) {
            case Work.Load _ -> exchange.respondJson(200, mapping.loaded(load(exchange, request)));
            case Work.Render render -> exchange.respondJson(200, rendered(answering.render(render.call(), exchange), request));
            case Work.Chat chat -> run(exchange, request, mapping, (caller, sink) -> answering.chat(chat.call(), caller, sink));
            case Work.Completion completion ->
                run(exchange, request, mapping, (caller, sink) -> answering.complete(completion.call(), caller, sink));
        }
    }

    private static void run(Exchange exchange, OllamaCall request, OllamaStream mapping, Replies.Call call) throws IOException {
        if (request.streams()) {
            Replies.stream(exchange, FrameWriter.Form.NDJSON, call, mapping);
        } else {
            Replies.whole(exchange, call, mapping::whole);
        }
    }

    private String load(Exchange exchange, OllamaCall request) {
        ServedModel model = directory.require(request.model());
        if (request.keepAlive().isPresent() && request.keepAlive().get().isNone()) {
            pool.unload(model);
            return "unload";
        }
        pool.acquire(model, wish(request.options(), model), request.keepAlive(), exchange).close();
        return "load";
    }

    private static LoadWish wish(AnswerOptions options, ServedModel model) {
        Object wanted = options.settings().getOrDefault("num_ctx", model.details().parameters().get("num_ctx"));
        return wanted instanceof Long length && length > 0 && length <= Integer.MAX_VALUE
                ? new LoadWish(length.intValue())
                : LoadWish.USUAL;
    }

    private Map<String, Object> rendered(ModelRunner.RenderedChat prompt, OllamaCall request) {
        Map<String, Object> debug = new LinkedHashMap<>();
        debug.put("rendered_template", prompt.text());
        debug.put("image_count", 0);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", request.model());
        body.put("created_at", clock.instant().toString());
        body.put("_debug_info", debug);
        return body;
    }
}
