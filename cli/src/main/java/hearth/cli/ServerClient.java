package hearth.cli;

import hearth.json.Json;
import hearth.json.JsonException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls a running server. */
final class ServerClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final String url;
    private final Optional<String> token;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    ServerClient(Map<String, String> variables) {
        this.url = ServerAddress.of(variables).url();
        this.token = Optional.ofNullable(variables.get("HEARTH_TOKEN")).filter(text -> !text.isBlank()).map(String::strip);
    }

    /**
     * An answer.
     *
     * @param body the JSON object; empty if there was none
     */
    record Reply(int status, Map<String, Object> body) {
        /** What the server says went wrong. */
        String error() {
            return body.get("error") instanceof String text ? text : "the server answered with status " + status;
        }
    }

    Reply get(String path) throws InterruptedException {
        return send(request(path).GET().build());
    }

    Reply post(String path, Map<String, Object> body) throws InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(Json.write(body))).build());
    }

    /** Where it is. */
    String url() {
        return url;
    }

    /**
     * Posts and hears each line of the answer while it comes. Without bound on time: a model may have to be loaded first.
     *
     * @throws CommandException what the server says went wrong
     */
    void stream(String path, Map<String, Object> body, Consumer<Map<String, Object>> listener) throws InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path))
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
        token.ifPresent(value -> builder.header(AUTHORIZATION, BEARER + value));
        try {
            HttpResponse<Stream<String>> response = client.send(builder.build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    String text = lines.collect(Collectors.joining("\n"));
                    throw new CommandException(new Reply(response.statusCode(), object(text)).error());
                }
                lines.filter(line -> !line.isBlank()).map(ServerClient::object).forEach(line -> {
                    if (line.containsKey("error")) {
                        throw new CommandException(new Reply(response.statusCode(), line).error());
                    }
                    listener.accept(line);
                });
            }
        } catch (ConnectException e) {
            throw new CommandException("no server answers at " + url + "; start one with 'hearth serve'");
        } catch (IOException | UncheckedIOException e) {
            throw new CommandException("the server at " + url + " broke off: " + e.getMessage());
        } catch (JsonException e) {
            throw new CommandException("the server at " + url + " answers something else than JSON");
        }
    }

    private static Map<String, Object> object(String text) {
        return text.startsWith("{") ? Json.parseObject(text) : Map.of();
    }

    /** Uploads a file as a blob unless the server has it. */
    void upload(String digest, Path file) throws InterruptedException {
        String path = "/api/blobs/" + digest;
        if (send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build()).status() == 200) {
            return;
        }
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path)).POST(HttpRequest.BodyPublishers.ofFile(file));
            token.ifPresent(value -> builder.header(AUTHORIZATION, BEARER + value));
            Reply reply = send(builder.build());
            if (reply.status() >= 300) {
                throw new CommandException(reply.error());
            }
        } catch (FileNotFoundException e) {
            throw new CommandException(file + ": no such file");
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER);
        token.ifPresent(value -> builder.header(AUTHORIZATION, BEARER + value));
        return builder;
    }

    private Reply send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            return new Reply(response.statusCode(), object(text));
        } catch (ConnectException | HttpTimeoutException e) {
            throw new CommandException("no server answers at " + url + "; start one with 'hearth serve'");
        } catch (IOException e) {
            throw new CommandException("the server at " + url + " can't be asked: " + e.getMessage());
        } catch (JsonException e) {
            throw new CommandException("the server at " + url + " answers something else than JSON");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
