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
import java.util.Map;

/** {@code POST /v1/chat/completions}. */
public final class OpenAiChat implements Endpoint {
    private final Answering answering;
    private final Clock clock;
    private final OpenAiVariant variant;

    public OpenAiChat(Answering answering, Clock clock) {
        this(answering, clock, OpenAiVariant.NONE);
    }

    public OpenAiChat(Answering answering, Clock clock, OpenAiVariant variant) {
        this.answering = answering;
        this.clock = clock;
        this.variant = variant;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        OpenAiChatCall request = OpenAiChatCall.read(Fields.of(variant.request(exchange.json())));
        request.warnings().forEach(exchange::warn);
        OpenAiChatAnswer mapping = new OpenAiChatAnswer(OpenAiHead.of("chatcmpl-", request.call().model(), exchange, clock), request);
        Replies.Call call = (caller, sink) ->
                answering.chat(request.call(), caller, event -> sink.on(withoutThinkingLogprobs(event)));
        if (request.streams()) {
            Replies.stream(exchange, FrameWriter.Form.EVENTS, call, mapping);
        } else {
            Replies.whole(exchange, call, answers -> {
                Map<String, Object> body = mapping.whole(answers);
                body.putAll(variant.members(request.call().model(), answers));
                return body;
            });
        }
    }

    /** OpenAI's log probabilities are those of the content alone. */
    private static AnswerEvent withoutThinkingLogprobs(AnswerEvent event) {
        return event instanceof AnswerEvent.ThinkingDelta delta
                ? new AnswerEvent.ThinkingDelta(delta.choice(), delta.text(), List.of())
                : event;
    }
}
