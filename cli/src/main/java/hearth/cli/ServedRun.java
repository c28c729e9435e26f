package hearth.cli;

import hearth.chat.answer.AnswerEvent;
import hearth.engine.generate.ReuseLimit;
import hearth.engine.generate.Usage;
import hearth.json.Json;
import hearth.json.JsonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One answer by a running server, so that a model is in memory once. */
final class ServedRun implements AutoCloseable {
    private final ServerClient client;
    private final String model;
    private final Map<String, Object> options;

    private ServedRun(ServerClient client, String model, Map<String, Object> options) {
        this.client = client;
        this.model = model;
        this.options = options;
    }

    /** Either a run by a server, or why this process runs the model itself. */
    sealed interface Choice {
        record Server(ServedRun run) implements Choice {}

        record Here(String reason) implements Choice {}
    }

    /**
     * Whether a server can do it.
     *
     * @param options generation options by their names
     */
    static Choice choose(Services services, String model, Map<String, Object> options) throws InterruptedException {
        if (options.containsKey("num_thread")) {
            return new Choice.Here("--threads is for a model in this process");
        }
        Optional<ServerClient> found = RunningServer.find(services.io().variables());
        if (found.isEmpty()) {
            return new Choice.Here("no server answers at " + ServerAddress.of(services.io().variables()).url());
        }
        ServerClient client = found.get();
        Optional<String> obstacle = obstacle(client, model);
        if (obstacle.isPresent()) {
            client.close();
            return new Choice.Here("the server at " + client.url() + " " + obstacle.get());
        }
        return new Choice.Server(new ServedRun(client, model, options));
    }

    private static Optional<String> obstacle(ServerClient client, String model) throws InterruptedException {
        ServerClient.Reply shown = client.post("/api/show", Map.of("model", model));
        return switch (shown.status()) {
            case 200 -> Optional.empty();
            case 401 -> Optional.of("wants a token; set HEARTH_TOKEN");
            case 404 -> Optional.of("does not have this model");
            default -> Optional.of("can't be used: " + shown.error());
        };
    }

    /** What {@code --format} stands for in a request; empty if only this process can hold to it. */
    static Optional<Object> format(CommandIo io, String format) {
        if (format.equals("json")) {
            return Optional.of("json");
        }
        boolean inline = format.startsWith("{");
        if (!inline && (format.endsWith(".gbnf") || !Files.isRegularFile(Path.of(format)))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parseObject(inline ? format : TextArgument.read(io, Path.of(format))));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    String url() {
        return client.url();
    }

    /**
     * Answers.
     *
     * @param more further fields of the request
     * @return what it took, loading in {@code queueNanos}
     */
    Usage answer(String prompt, Map<String, Object> more, Consumer<AnswerEvent> listener) throws InterruptedException {
        Map<String, Object> request = new LinkedHashMap<>(more);
        request.put("model", model);
        request.put("prompt", prompt);
        request.put("options", options);
        Map<String, Object> last = new LinkedHashMap<>();
        client.stream("/api/generate", request, line -> {
            tell(line, "thinking", text -> listener.accept(new AnswerEvent.Thinking(text)));
            tell(line, "response", text -> listener.accept(new AnswerEvent.Text(text)));
            if (Boolean.TRUE.equals(line.get("done"))) {
                last.putAll(line);
            }
        });
        if (last.isEmpty()) {
            throw new CommandException("the server at " + url() + " broke off before the answer was complete");
        }
        return new Usage(
                (int) number(last, "prompt_eval_count"),
                (int) number(last, "prompt_cached_count"),
                ReuseLimit.LAST_TOKEN,
                (int) number(last, "eval_count"),
                number(last, "load_duration"),
                number(last, "prompt_eval_duration"),
                number(last, "eval_duration"),
                0);
    }

    /** Loads the model, or sets how long it stays. */
    void load(Map<String, Object> more) throws InterruptedException {
        Map<String, Object> request = new LinkedHashMap<>(more);
        request.put("model", model);
        request.put("options", options);
        client.stream("/api/generate", request, line -> {});
    }

    private static void tell(Map<String, Object> line, String field, Consumer<String> listener) {
        if (line.get(field) instanceof String text && !text.isEmpty()) {
            listener.accept(text);
        }
    }

    private static long number(Map<String, Object> line, String field) {
        return line.get(field) instanceof Number value ? value.longValue() : 0;
    }

    @Override
    public void close() {
        client.close();
    }
}
