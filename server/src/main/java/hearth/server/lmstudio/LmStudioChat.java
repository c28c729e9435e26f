package hearth.server.lmstudio;

import hearth.server.answer.Answering;
import hearth.server.answer.Replies;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.ModelLibrary;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import java.io.IOException;

/** {@code POST /api/v1/chat}. */
public final class LmStudioChat implements Endpoint {
    private final Answering answering;
    private final ModelLibrary library;
    private final LmStudioModels models;

    public LmStudioChat(Answering answering, ModelLibrary library, LmStudioModels models) {
        this.answering = answering;
        this.library = library;
        this.models = models;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        LmStudioChatCall request = LmStudioChatCall.read(Fields.of(exchange.json()));
        request.warnings().forEach(exchange::warn);
        ServedModel model = library.directory().require(request.call().model());
        LmStudioChatAnswer answer = new LmStudioChatAnswer(model.name(), models.loaded(model).isPresent());
        Replies.Call call = (caller, sink) -> answering.chat(request.call(), caller, sink);
        if (request.streams()) {
            Replies.stream(exchange, FrameWriter.Form.EVENTS, call, new LmStudioStream(answer));
        } else {
            Replies.whole(exchange, call, answer::whole);
        }
    }
}
