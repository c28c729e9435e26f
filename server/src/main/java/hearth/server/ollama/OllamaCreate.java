package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.ModelLibrary;
import hearth.server.library.ModelRecipe;
import hearth.server.library.PullJob;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import hearth.store.Digest;
import hearth.store.InvalidNameException;
import hearth.workshop.quantize.FileType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code POST /api/create}; a model to begin with that is not here is pulled first. */
public final class OllamaCreate implements Endpoint {
    private static final int MAX_ITEMS = 10_000;

    private final ModelLibrary library;

    public OllamaCreate(ModelLibrary library) {
        this.library = library;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String name = OllamaModels.name(request);
        ModelRecipe recipe = recipe(request);
        boolean streams = request.flag("stream").orElse(true);
        boolean insecure = request.flag("insecure").orElse(false);
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        // What is wrong with the recipe has a status of its own; so it is checked before a stream begins, or a pull.
        library.check(name, recipe);
        Optional<String> missing = library.missing(recipe);
        if (streams) {
            stream(exchange, name, recipe, missing, insecure);
            return;
        }
        if (missing.isPresent()) {
            try (PullJob job = library.startPull(missing.get(), insecure)) {
                pull(exchange, job).await();
            }
        }
        library.create(name, recipe, (status, done, total) -> requireClient(exchange));
        exchange.respondJson(200, Map.of("status", "success"));
    }

    /** The one success is that of the new model: a client may stop to read at it. */
    private static OllamaTransfer pull(Exchange exchange, PullJob job) {
        return new OllamaTransfer(exchange, job, "pulling ", Set.of("success"));
    }

    private void stream(Exchange exchange, String name, ModelRecipe recipe, Optional<String> missing, boolean insecure) throws IOException {
        try (FrameWriter writer = exchange.stream(FrameWriter.Form.NDJSON)) {
            try {
                if (missing.isPresent()) {
                    try (PullJob job = library.startPull(missing.get(), insecure)) {
                        pull(exchange, job).tell(writer);
                    }
                }
                library.create(name, recipe, (status, done, total) -> {
                    requireClient(exchange);
                    writer.write(Frame.json(line(status, done, total)));
                });
                writer.write(Frame.json(Map.of("status", "success")));
            } catch (ApiException e) {
                writer.write(Frame.json(Map.of("error", e.getMessage())));
            }
        }
    }

    /** Nobody waits for the model any more: what was made so far goes away. */
    private static void requireClient(Exchange exchange) {
        if (exchange.hasLeft()) {
            throw new ApiException(Kind.CLIENT_GONE, "request canceled");
        }
    }

    private static ModelRecipe recipe(Fields request) {
        request.refuse("renderer", "prompts are made by the model's own chat template", "");
        request.refuse("parser", "answers are read by the model's own format", "");
        request.refuse("remote_host", "Hearth runs models on this machine only", "");
        request.refuse("draft_files", "models are made without a draft model", Map.of());
        return new ModelRecipe(
                request.text("from").filter(text -> !text.isEmpty()),
                blobs(request, "files"),
                blobs(request, "adapters"),
                quantize(request),
                request.text("template").filter(text -> !text.isEmpty()),
                request.text("system").filter(text -> !text.isEmpty()),
                request.texts("license", MAX_ITEMS),
                request.object("parameters").map(Fields::asMap).orElse(Map.of()),
                messages(request));
    }

    private static Map<String, Object> line(String status, OptionalLong done, long total) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("status", status);
        if (done.isPresent()) {
            // Ollama's clients show a bar only for what has a digest.
            line.put("digest", "sha256:" + Digest.of(status).hex());
            line.put("total", total);
            line.put("completed", done.getAsLong());
        }
        return line;
    }

    private static Map<String, Digest> blobs(Fields request, String field) {
        Map<String, Digest> files = new LinkedHashMap<>();
        request.object(field).map(Fields::asMap).orElse(Map.of()).forEach((file, digest) -> files.put(file, digest(field, file, digest)));
        return files;
    }

    private static Optional<FileType> quantize(Fields request) {
        Optional<String> old = request.text("quantization").filter(text -> !text.isEmpty());
        return request.text("quantize").filter(text -> !text.isEmpty()).or(() -> old).map(name -> FileType.ofName(name)
                .orElseThrow(() -> ApiException.invalid("quantize", "is '" + name + "', which is none of " + List.of(FileType.values()))));
    }

    private static Digest digest(String field, String file, Object value) {
        boolean climbs = file.isEmpty() || file.startsWith("/") || file.contains("\\") || file.contains(":")
                || List.of(file.split("/", -1)).stream().anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (climbs) {
            throw new ApiException(Kind.INVALID_REQUEST, field + ": '" + file + "' is no relative file name");
        }
        try {
            return Digest.parse(String.valueOf(value));
        } catch (InvalidNameException e) {
            throw new ApiException(Kind.INVALID_REQUEST, field + "." + file + " must be a sha256 digest", e);
        }
    }

    private static Optional<List<Object>> messages(Fields request) {
        if (!request.has("messages")) {
            return Optional.empty();
        }
        List<Object> messages = new java.util.ArrayList<>();
        for (Fields fields : request.objects("messages", MAX_ITEMS)) {
            String role = fields.requiredText("role");
            if (!List.of("system", "user", "assistant").contains(role)) {
                throw ApiException.invalid(fields.path("role"), "must be system, user or assistant");
            }
            Map<String, Object> message = new LinkedHashMap<>();
            message.put("role", role);
            message.put("content", fields.text("content").orElse(""));
            messages.add(message);
        }
        return Optional.of(messages);
    }
}
