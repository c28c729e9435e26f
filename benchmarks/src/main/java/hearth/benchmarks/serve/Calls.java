package hearth.benchmarks.serve;

import hearth.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Requests to one server. Thread-safe. */
final class Calls implements AutoCloseable {
    private final String url;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Calls(int port) {
        this.url = "http://127.0.0.1:" + port;
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofMinutes(10))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The JSON object of an answer that must be 200. */
    Map<String, Object> post(String path, Map<String, Object> body) throws IOException, InterruptedException {
        HttpResponse<String> response = send("POST", path, Json.write(body));
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return Json.parseObject(response.body());
    }

    /** The fields of a chat in OpenAI's form, the likeliest token each time. */
    static Map<String, Object> chat(String model, String text, int maxTokens) {
        return Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", text)), "max_tokens", maxTokens,
                "temperature", 0, "seed", 1);
    }

    @Override
    public void close() {
        client.close();
    }
}
