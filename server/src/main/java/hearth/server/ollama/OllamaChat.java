package hearth.server.ollama;

import hearth.server.answer.Answering;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelPool;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.time.Clock;

/** {@code POST /api/chat}. */
public final class OllamaChat implements Endpoint {
    private final OllamaAnswers answers;

    public OllamaChat(Answering answering, ModelPool pool, ModelDirectory directory, Clock clock) {
        this.answers = new OllamaAnswers(answering, pool, directory, clock);
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        answers.answer(exchange, OllamaCalls.chat(Fields.of(exchange.json())), OllamaStream.Form.CHAT);
    }
}
