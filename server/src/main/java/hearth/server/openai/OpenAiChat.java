package hearth.server.openai;

import hearth.server.answer.Answering;
import hearth.server.answer.Replies;
import hearth.server.call.AnswerEvent;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** {@code POST /v1/chat/completions}. */
public final class OpenAiChat implements Endpoint {
    private final Answering answering;
    private final Clock clock;

    public OpenAiChat(Answering answering, Clock clock) {
        this.answering = answering;
        this.clock = clock;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        OpenAiChatCall request = OpenAiChatCall.read(Fields.of(exchange.json()));
        request.warnings().forEach(exchange::warn);
        OpenAiChatAnswer mapping = new OpenAiChatAnswer(OpenAiHead.of("chatcmpl-", request.call().model(), exchange, clock), request);
        Replies.Call call = (caller, sink) ->
                answering.chat(request.call(), caller, event -> sink.on(withoutThinkingLogprobs(event)));
        if (request.streams()) {
            Replies.stream(exchange, FrameWriter.Form.EVENTS, call, mapping);
        } else {
            Replies.whole(exchange, call, mapping::whole);
        }
    }

    /** OpenAI's log probabilities are those of the content alone. */
    private static AnswerEvent withoutThinkingLogprobs(AnswerEvent event) {
        return event instanceof AnswerEvent.ThinkingDelta delta
                ? new AnswerEvent.ThinkingDelta(delta.choice(), delta.text(), List.of())
                : event;
    }
}
