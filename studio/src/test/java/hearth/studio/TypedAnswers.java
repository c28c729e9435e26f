package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.studio.documents.ModelServer;
import hearth.studio.mcp.PlayedProgram;
import hearth.testkit.TinyFolder;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Real answers of a server as TypeScript, each with the type that the pages take it for. */
final class TypedAnswers {
    private static final String STUDIO = "/studio/api/";
    private static final String FOUND = "hf.co/Org/Small-GGUF:Q4_K_M";
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final StringBuilder script = new StringBuilder();
    private int count;

    /** All of them; a field that the type lacks, or one too few, is an error of the compiler. */
    static String script(Path folder) throws IOException {
        TypedAnswers answers = new TypedAnswers();
        answers.ofTheStudio(Files.createDirectories(folder.resolve("studio")));
        answers.ofTheHub(Files.createDirectories(folder.resolve("hub")));
        answers.ofModels(Files.createDirectories(folder.resolve("models")));
        // The compiler complains of an expected error that does not come.
        answers.script.append("// @ts-expect-error\nexport const renamed: Wire.Version = {\"versions\": \"1\"};\n"
                + "// @ts-expect-error\nexport const more: Wire.Version = {\"version\": \"1\", \"other\": 1};\n");
        return answers.script.toString();
    }

    private void add(String type, String json) {
        // JSON of one line is an expression of TypeScript.
        script.append("export const answer").append(count++).append(": Wire.").append(type).append(" = ").append(json).append(";\n");
    }

    private Map<String, Object> add(String type, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(type + " " + response.body()).isBetween(200, 299);
        add(type, response.body());
        return Json.parseObject(response.body());
    }

    private void ofTheStudio(Path folder) throws IOException {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            TinyLlama.create().contextLength(256).write(Files.createDirectories(server.place()).resolve("fine.gguf"));
            TinyFolder.llama().write(server.place().resolve("folder"));
            add("Version", server.get("/api/version"));
            add("Tags", server.get("/api/tags"));
            add("Show", server.send("POST", "/api/show", Map.of("model", "tiny")));
            conversations(server);
            add("Catalogue", server.get(STUDIO + "catalogue"));
            add("Machine", server.get(STUDIO + "machine"));
            add("Fit", server.send("POST", STUDIO + "fit", Map.of("model", "tiny", "contexts", List.of(128, 4096))));
            add("Bandwidth", server.send("POST", STUDIO + "bandwidth", ""));
            add("Machine", server.get(STUDIO + "machine"));
            add("Fit", server.send("POST", STUDIO + "fit", Map.of("model", "tiny")));
            add("LogPiece", server.get(STUDIO + "log"));
            add("Clients", server.get(STUDIO + "clients"));
            workshop(server);
            tools(folder, server);
            // From here on a token is needed.
            add("Tokens", server.get(STUDIO + "tokens"));
            String secret = (String) add("IssuedToken", server.send("POST", STUDIO + "tokens", Map.of("label", "types"))).get("secret");
            add("Refusal", server.get(STUDIO + "tokens").body());
            add("Tokens", server.get(STUDIO + "tokens", "Authorization", "Bearer " + secret));
        }
    }

    private void conversations(StudioServer server) {
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("title", "A needle");
        chat.put("nodes", List.of(Map.of("id", "a", "role", "user", "content", "in the hay")));
        add("Revision", server.send("PUT", STUDIO + "chats/one", chat));
        add("ChatList", server.get(STUDIO + "chats"));
        add("ChatHits", server.get(STUDIO + "search?q=hay"));
    }

    private void workshop(StudioServer server) {
        String fine = server.place().resolve("fine.gguf").toString();
        add("WorkshopFacts", server.get(STUDIO + "workshop"));
        add("Plan", server.send("POST", STUDIO + "workshop/plan", Map.of("source", fine)));
        add("Loss", server.send("POST", STUDIO + "workshop/loss", Map.of("source", fine, "type", "Q8_0")));
        begin(server, Map.of("kind", "quantize", "source", fine, "type", "Q8_0", "name", "small"));
        begin(server, Map.of("kind", "convert", "source", server.place().resolve("folder").toString(), "name", "made"));
        begin(server, Map.of("kind", "verify", "model", "tiny"));
        begin(server, Map.of("kind", "compare", "base", fine, "candidate", "tiny", "window", 32, "chunks", 2, "speed", true, "text", "The quick brown fox. ".repeat(20)));
        begin(server, Map.of("kind", "compare", "base", fine, "candidate", "tiny", "window", 4096, "speed", false));
        Map<String, Object> jobs = add("Jobs", server.get(STUDIO + "jobs"));
        assertThat(StudioServer.each(jobs.get("jobs"), "state")).containsExactly("failed", "done", "done", "done", "done");
    }

    private void tools(Path folder, StudioServer server) throws IOException {
        add("McpList", server.get(STUDIO + "mcp"));
        Path file = Files.createDirectories(folder.resolve("home").resolve(".hearth")).resolve("mcp.json");
        Files.writeString(file, Json.write(Map.of("mcpServers", Map.of("fine", PlayedProgram.entry("fine", Map.of()), "wrong", Map.of("url", 5)))));
        while (!server.get(STUDIO + "mcp").body().contains("\"ready\"")) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        add("McpList", server.get(STUDIO + "mcp"));
        add("McpResult", server.send("POST", STUDIO + "mcp/call", Map.of("id", "a", "server", "fine", "tool", "echo", "arguments", Map.of("text", "x"))));
    }

    private void begin(StudioServer server, Map<String, Object> request) {
        awaitEnd(server, "jobs", add("Begun", server.send("POST", STUDIO + "jobs", request)).get("id"));
    }

    private static void awaitEnd(StudioServer server, String list, Object id) {
        while (List.of("waiting", "running").contains(StudioServer.json(server.get(STUDIO + list + "/" + id)).get("state"))) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void ofTheHub(Path folder) throws IOException {
        try (TinyHub hub = new TinyHub(folder); StudioServer server = new StudioServer(folder, List.of(), hub.address(), false)) {
            add("HubResults", server.get(STUDIO + "hub/search?q=small+%26+quick"));
            add("HubFiles", server.get(STUDIO + "hub/files?repository=Org/Small-GGUF"));
            add("Look", server.send("POST", STUDIO + "hub/look", Map.of("model", FOUND, "contexts", List.of(4096))));
            for (String model : List.of(FOUND, "hf.co/Org/None")) {
                awaitEnd(server, "downloads", add("Begun", server.send("POST", STUDIO + "downloads", Map.of("model", model))).get("id"));
            }
            Map<String, Object> downloads = add("Downloads", server.get(STUDIO + "downloads"));
            assertThat(StudioServer.each(downloads.get("jobs"), "state")).containsExactly("failed", "done");
        }
    }

    private void ofModels(Path folder) {
        try (ModelServer server = new ModelServer(folder, List.of())) {
            Map<String, Object> chat = Map.of("model", "chat", "messages", List.of(Map.of("role", "user", "content", "Hello")), "logprobs", true, "top_logprobs", 2,
                    "options", Map.of("num_predict", 4));
            HttpResponse<String> lines = server.send("POST", "/api/chat", chat);
            assertThat(lines.body().lines().count()).as(lines.body()).isGreaterThan(1);
            lines.body().lines().forEach(line -> add("ChatLine", line));
            add("Generated", server.send("POST", "/api/generate", Map.of("model", "chat", "prompt", "Hello", "stream", false, "options", Map.of("num_predict", 4))));
            add("Generated", server.send("POST", "/api/generate", Map.of("model", "chat")));
            add("Loaded", server.send("GET", "/api/ps", ""));
            add("Tokenized", server.send("POST", "/tokenize", Map.of("model", "chat", "content", "Hello")));
            documents(server);
        }
    }

    private void documents(ModelServer server) {
        String libraries = STUDIO + "libraries";
        String id = (String) add("Library", server.send("POST", libraries, Map.of("name", "Papers"))).get("id");
        byte[] text = "The ship sails at noon. Its captain is called Anna.".getBytes(StandardCharsets.UTF_8);
        Object document = add("DocumentInfo", server.send("POST", libraries + "/" + id + "/documents?name=ship.txt", text)).get("id");
        while (!"[ready]".equals(StudioServer.each(server.json("GET", libraries + "/" + id, "").get("documents"), "state").toString())) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        add("Library", server.send("GET", libraries + "/" + id, ""));
        add("LibraryList", server.send("GET", libraries, ""));
        add("DocumentText", server.send("GET", libraries + "/" + id + "/documents/" + document + "/text?from=0&to=10", ""));
        List<Map<String, Object>> chosen = List.of(Map.of("id", id));
        add("Passages", server.send("POST", STUDIO + "passages", Map.of("libraries", chosen, "question", "captain")));
        add("Context", server.send("POST", STUDIO + "context", Map.of("model", "chat", "libraries", chosen, "question", "Who is the captain?")));
    }
}
