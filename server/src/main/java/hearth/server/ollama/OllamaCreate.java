package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.ModelLibrary;
import hearth.server.library.ModelRecipe;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import hearth.store.Digest;
import hearth.store.InvalidNameException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/create}. */
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
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        if (!streams) {
            library.create(name, recipe, status -> {});
            exchange.respondJson(200, Map.of("status", "success"));
            return;
        }
        // What is wrong with the recipe has a status of its own; so it is checked before the stream begins.
        library.check(name, recipe);
        try (FrameWriter writer = exchange.stream(FrameWriter.Form.NDJSON)) {
            try {
                library.create(name, recipe, status -> writer.write(Frame.json(Map.of("status", status))));
                writer.write(Frame.json(Map.of("status", "success")));
            } catch (ApiException e) {
                writer.write(Frame.json(Map.of("error", e.getMessage())));
            }
        }
    }

    private static ModelRecipe recipe(Fields request) {
        request.refuse("quantize", "models are taken as they are", "");
        request.refuse("quantization", "models are taken as they are", "");
        request.refuse("renderer", "prompts are made by the model's own chat template", "");
        request.refuse("parser", "answers are read by the model's own format", "");
        request.refuse("remote_host", "Hearth runs models on this machine only", "");
        for (String field : List.of("adapters", "draft_files")) {
            if (request.object(field).map(Fields::asMap).filter(map -> !map.isEmpty()).isPresent()) {
                throw ApiException.unsupported(field, "only whole models can be made yet");
            }
        }
        Map<String, Digest> files = new LinkedHashMap<>();
        request.object("files").map(Fields::asMap).orElse(Map.of()).forEach((file, digest) -> files.put(file, digest(file, digest)));
        return new ModelRecipe(
                request.text("from").filter(text -> !text.isEmpty()),
                files,
                request.text("template").filter(text -> !text.isEmpty()),
                request.text("system").filter(text -> !text.isEmpty()),
                request.texts("license", MAX_ITEMS),
                request.object("parameters").map(Fields::asMap).orElse(Map.of()),
                messages(request));
    }

    private static Digest digest(String file, Object value) {
        boolean climbs = file.isEmpty() || file.startsWith("/") || file.contains("\\") || file.contains(":")
                || List.of(file.split("/", -1)).stream().anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (climbs) {
            throw new ApiException(Kind.INVALID_REQUEST, "files: '" + file + "' is no relative file name");
        }
        try {
            return Digest.parse(String.valueOf(value));
        } catch (InvalidNameException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "files." + file + " must be a sha256 digest", e);
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
