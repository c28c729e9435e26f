package hearth.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import hearth.json.Json;
import hearth.server.scripted.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/openai.openapi.json} against the server: every field it describes is taken, with its example and without a word of warning,
 * and every answer has the form it describes.
 */
class OpenApiSchemasTest {
    private static final URI ID = URI.create("urn:hearth:openapi");
    /** Fields that are described as having no effect. */
    private static final Set<String> HINTS = Set.of("user");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Validator validator;
    private Map<String, Object> document;
    private ScriptedServer server;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        server = new ScriptedServer(folder);
        document = Json.parseObject(Files.readString(Path.of("../docs/openai.openapi.json")));
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("$schema", "https://json-schema.org/draft/2020-12/schema"));
        schema.put("components", document.get("components"));
        validator = new ValidatorFactory().createValidator();
        validator.registerSchema(ID, Json.write(schema));
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private static Object at(Object value, String... path) {
        Object found = value;
        for (String step : path) {
            found = ((Map<?, ?>) found).get(step);
        }
        return found;
    }

    private void requireForm(String reference, String body) {
        Validator.Result result = validator.validate(URI.create(ID + reference), body);
        assertThat(result.getErrors().stream().map(error -> error.getInstanceLocation() + " " + error.getError()))
                .as(reference + " of " + body)
                .isEmpty();
        assertThat(result.isValid()).isTrue();
    }

    private HttpResponse<String> post(String path, Object body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The examples of a request: those of the fields it must have, then one more at a time. */
    private List<Map<String, Object>> requests(String reference) {
        Map<?, ?> schema = (Map<?, ?>) at(document, "components", "schemas", reference.substring(reference.lastIndexOf('/') + 1));
        Map<String, Object> least = new LinkedHashMap<>();
        least.put("model", "tiny");
        ((List<?>) schema.get("required")).stream().filter(name -> !name.equals("model")).forEach(name ->
                least.put((String) name, example(at(schema, "properties", (String) name))));
        List<Map<String, Object>> requests = new ArrayList<>(List.of(least));
        ((Map<?, ?>) schema.get("properties")).forEach((name, property) -> {
            if (!least.containsKey(name) && ((Map<?, ?>) property).containsKey("examples")) {
                Map<String, Object> request = new LinkedHashMap<>(least);
                request.put((String) name, example(property));
                requests.add(request);
            }
        });
        return requests;
    }

    private static Object example(Object property) {
        return ((List<?>) at(property, "examples")).getFirst();
    }

    @Test
    void everyFieldIsTakenAndEveryAnswerIsAsDescribed() {
        int tried = 0;
        for (Map.Entry<?, ?> path : ((Map<?, ?>) document.get("paths")).entrySet()) {
            if (!(((Map<?, ?>) path.getValue()).get("post") instanceof Map<?, ?> operation)) {
                continue;
            }
            String taken = (String) at(operation, "requestBody", "content", "application/json", "schema", "$ref");
            String given = (String) at(operation, "responses", "200", "content", "application/json", "schema", "$ref");
            for (Map<String, Object> request : requests(taken)) {
                requireForm(taken, Json.write(request));
                HttpResponse<String> response = post((String) path.getKey(), request);
                assertThat(response.statusCode()).as(path.getKey() + " " + request + " " + response.body()).isEqualTo(200);
                boolean hint = request.keySet().stream().anyMatch(HINTS::contains);
                assertThat(response.headers().allValues("X-Hearth-Warning")).as(request.toString()).hasSize(hint ? 1 : 0);
                requireForm(given, response.body());
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(80);
    }

    @Test
    void thinkingCallsPiecesAndErrorsAreAsDescribed() {
        Map<String, Object> tool = Map.of("type", "function", "function", Map.of("name", "weather"));
        Map<String, Object> call = Map.of("model", "thinker", "messages", List.of(Map.of("role", "user", "content", "hi")), "tools", List.of(tool));
        requireForm("#/components/schemas/ChatCompletion", post("/v1/chat/completions", call).body());
        Map<String, Object> streamed = new LinkedHashMap<>(call);
        streamed.put("stream", true);
        streamed.put("stream_options", Map.of("include_usage", true));
        List<String> chunks = post("/v1/chat/completions", streamed).body().lines()
                .filter(line -> line.startsWith("data: {")).map(line -> line.substring("data: ".length())).toList();
        assertThat(chunks).hasSizeGreaterThan(5);
        chunks.forEach(chunk -> requireForm("#/components/schemas/ChatChunk", chunk));
        requireForm("#/components/schemas/Response", post("/v1/responses", Map.of("model", "thinker", "input", "hi", "tools",
                List.of(Map.of("type", "function", "name", "weather")))).body());
        requireForm("#/components/schemas/Error", post("/v1/embeddings", Map.of("model", "none", "input", "x")).body());
        HttpResponse<String> models;
        try {
            models = http.send(HttpRequest.newBuilder(URI.create(server.url() + "/v1/models")).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        requireForm("#/components/schemas/ModelList", models.body());
    }
}
