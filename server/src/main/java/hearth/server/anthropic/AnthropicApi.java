package hearth.server.anthropic;

import hearth.server.answer.Answering;
import hearth.server.answer.Replies;
import hearth.server.call.Thinking;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.ModelLibrary;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** {@code POST /v1/messages} and {@code POST /v1/messages/count_tokens}. */
public final class AnthropicApi {
    private static final int ID_BYTES = 12;

    private final Answering answering;
    private final ModelLibrary library;

    public AnthropicApi(Answering answering, ModelLibrary library) {
        this.answering = answering;
        this.library = library;
    }

    /** Answers a conversation. */
    public void message(Exchange exchange) throws IOException {
        AnthropicCall request = AnthropicCalls.message(Fields.of(exchange.json()));
        warn(exchange, request);
        AnthropicAnswers answers = new AnthropicAnswers(newId(), request);
        Replies.Call call = (caller, sink) -> answering.chat(request.call(), caller, sink);
        if (request.streams()) {
            Replies.stream(exchange, FrameWriter.Form.EVENTS, call, new AnthropicStream(answers, request.showsThinking()));
        } else {
            Replies.whole(exchange, call, answers::whole);
        }
    }

    /** Counts the tokens of the prompt that a conversation would make; loads the model for it. */
    public void countTokens(Exchange exchange) throws IOException {
        AnthropicCall request = AnthropicCalls.count(Fields.of(exchange.json()));
        warn(exchange, request);
        exchange.respondJson(200, Map.of("input_tokens", answering.render(request.call(), exchange).ids().length));
    }

    private void warn(Exchange exchange, AnthropicCall request) {
        request.warnings().forEach(exchange::warn);
        boolean wantsThinking = request.call().thinking().mode() == Thinking.Mode.ON;
        if (wantsThinking && !library.card(library.directory().require(request.call().model())).can("thinking")) {
            exchange.warn("thinking has no effect: the model does not reason before it answers");
        }
    }

    private static String newId() {
        byte[] bytes = new byte[ID_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "msg_" + HexFormat.of().formatHex(bytes);
    }
}
