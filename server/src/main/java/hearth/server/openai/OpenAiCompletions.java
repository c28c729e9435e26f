package hearth.server.openai;

import hearth.server.answer.AnswerSink;
import hearth.server.answer.Answering;
import hearth.server.answer.Replies;
import hearth.server.call.Caller;
import hearth.server.call.CompletionCall;
import hearth.server.call.CompletionCall.Prompt;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/completions}. */
public final class OpenAiCompletions implements Endpoint {
    private final Answering answering;
    private final Clock clock;
    private final OpenAiVariant variant;

    public OpenAiCompletions(Answering answering, Clock clock) {
        this(answering, clock, OpenAiVariant.NONE);
    }

    public OpenAiCompletions(Answering answering, Clock clock, OpenAiVariant variant) {
        this.answering = answering;
        this.clock = clock;
        this.variant = variant;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        OpenAiCompletionCall request = OpenAiCompletionCall.read(Fields.of(variant.request(exchange.json())));
        request.warnings().forEach(exchange::warn);
        OpenAiHead head = OpenAiHead.of("cmpl-", request.model(), exchange, clock);
        OpenAiCompletionAnswer mapping = new OpenAiCompletionAnswer(head, request, echoes(request, exchange));
        Replies.Call call = (caller, sink) -> run(request, caller, sink);
        if (request.streams()) {
            Replies.stream(exchange, FrameWriter.Form.EVENTS, call, mapping);
        } else {
            Replies.whole(exchange, call, answers -> {
                Map<String, Object> body = mapping.whole(answers);
                body.putAll(variant.members(request.model(), answers));
                return body;
            });
        }
    }

    /** One prompt after the other; its choices come behind those of the prompts before. */
    private void run(OpenAiCompletionCall request, Caller caller, AnswerSink sink) throws IOException {
        int first = 0;
        for (CompletionCall call : request.calls()) {
            int offset = first;
            answering.complete(call, caller, event -> sink.on(ShiftedEvents.shifted(event, offset)));
            first += request.choices();
        }
    }

    private List<String> echoes(OpenAiCompletionCall request, Caller caller) {
        if (!request.echoes()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (CompletionCall call : request.calls()) {
            texts.add(switch (call.prompt()) {
                case Prompt.Text text -> text.text();
                case Prompt.Ids ids -> answering.ask(call.model(), caller, runner -> runner.detokenize(ids.ids(), true));
            });
        }
        return texts;
    }
}
