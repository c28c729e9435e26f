package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.ModelLibrary;
import hearth.server.library.PullJob;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** {@code POST /api/pull} and {@code /api/push}. */
public final class OllamaPull {
    private final ModelLibrary library;

    public OllamaPull(ModelLibrary library) {
        this.library = library;
    }

    public void pull(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String name = OllamaModels.name(request);
        boolean insecure = request.flag("insecure").orElse(false);
        boolean streams = request.flag("stream").orElse(true);
        // Old clients send these; there are no accounts.
        request.value("username");
        request.value("password");
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        library.requirePullable(name);
        try (PullJob job = library.startPull(name, insecure)) {
            answer(exchange, job, streams, "pulling ", "pulling manifest");
        }
    }

    /** @param first the status that is told before anything happens */
    private static void answer(Exchange exchange, PullJob job, boolean streams, String verb, String first) throws IOException {
        OllamaTransfer transfer = new OllamaTransfer(exchange, job, verb, Set.of(first));
        if (!streams) {
            transfer.await();
            exchange.respondJson(200, Map.of("status", "success"));
            return;
        }
        try (FrameWriter writer = exchange.stream(FrameWriter.Form.NDJSON)) {
            writer.write(Frame.json(Map.of("status", first)));
            try {
                transfer.tell(writer);
            } catch (ApiException e) {
                writer.write(Frame.json(Map.of("error", e.getMessage())));
            }
        }
    }

    public void push(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String name = OllamaModels.name(request);
        boolean insecure = request.flag("insecure").orElse(false);
        boolean streams = request.flag("stream").orElse(true);
        request.value("username");
        request.value("password");
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        try (PullJob job = library.startPush(name, insecure)) {
            answer(exchange, job, streams, "pushing ", "retrieving manifest");
        }
    }
}
