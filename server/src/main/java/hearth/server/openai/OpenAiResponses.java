package hearth.server.openai;

import hearth.server.answer.Answering;
import hearth.server.answer.Replies;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.time.Clock;

/** {@code POST /v1/responses}, without memory: each request brings all items. */
public final class OpenAiResponses implements Endpoint {
    private final Answering answering;
    private final Clock clock;

    public OpenAiResponses(Answering answering, Clock clock) {
        this.answering = answering;
        this.clock = clock;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        OpenAiResponseCall request = OpenAiResponseCall.read(Fields.of(exchange.json()));
        request.warnings().forEach(exchange::warn);
        OpenAiHead head = OpenAiHead.of("resp_", request.call().model(), exchange, clock);
        OpenAiResponseAnswer mapping = new OpenAiResponseAnswer(head, request);
        if (request.streams()) {
            Replies.stream(
                    exchange, FrameWriter.Form.EVENTS, (caller, sink) -> answering.chat(request.call(), caller, sink), mapping);
        } else {
            answering.chat(request.call(), exchange, mapping::on);
            exchange.respondJson(200, mapping.response());
        }
    }
}
