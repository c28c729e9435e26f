package hearth.server.extra;

import hearth.server.answer.Answering;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.model.ModelPool;
import hearth.server.openai.OpenAiChatCalls;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code POST /apply-template} as llama.cpp's server has it: the prompt that a chat request would run, without running it. */
public final class ApplyTemplate implements Endpoint {
    private final Answering answering;
    private final ModelPool pool;

    public ApplyTemplate(Answering answering, ModelPool pool) {
        this.answering = answering;
        this.pool = pool;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>(exchange.json());
        values.put("model", Tokens.model(Fields.of(values), pool));
        String prompt = answering.render(OpenAiChatCalls.read(values, exchange::warn), exchange).text();
        exchange.respondJson(200, Map.of("prompt", prompt));
    }
}
