package hearth.server.lmstudio;

import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.library.ModelLibrary;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /api/v1/models/download} and {@code GET /api/v1/models/download/status/{job}}. */
public final class LmStudioDownloads {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Pattern HUB = Pattern.compile("(?:https://)?(?:hf\\.co|huggingface\\.co)/([^/]+/[^/:]+?)/?");

    private final Downloads downloads;
    private final ModelLibrary library;

    public LmStudioDownloads(Downloads downloads, ModelLibrary library) {
        this.downloads = downloads;
        this.library = library;
    }

    /** Begins a download, which goes on without the client. */
    public void start(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String model = name(request.requiredText("model"), request.text("quantization"));
        boolean insecure = request.flag("insecure").orElse(false);
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        if (library.directory().find(model).isPresent()) {
            exchange.respondJson(200, Map.of("status", "already_downloaded"));
            return;
        }
        Download download = downloads.start(model, insecure);
        download.awaitBegin(PATIENCE);
        exchange.respondJson(200, download.shown());
    }

    /** How far a download is. */
    public void status(Exchange exchange) throws IOException {
        String id = exchange.pathParameter("job");
        Download download = downloads.find(id)
                .orElseThrow(() -> new ApiException(ApiException.Kind.NOT_FOUND, "there is no download job '" + id + "'"));
        exchange.respondJson(200, download.shown());
    }

    /** The name the store keeps it under: a link to a repository of the hub becomes its short form. */
    static String name(String model, Optional<String> quantization) {
        Matcher hub = HUB.matcher(model);
        boolean linked = hub.matches();
        if (quantization.isPresent() && !linked) {
            throw ApiException.invalid("quantization", "is only for links to Hugging Face");
        }
        return linked ? "hf.co/" + hub.group(1) + quantization.map(text -> ":" + text).orElse("") : model;
    }
}
