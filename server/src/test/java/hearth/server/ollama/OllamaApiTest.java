package hearth.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ollama's API over HTTP, on a scripted model. */
class OllamaApiTest {
    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "hi"));

    private final ScriptedLoader loader = new ScriptedLoader();
    private TestServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new TestServer(folder, loader, options -> options).add("tiny");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Map<?, ?> json(HttpResponse<String> response) {
        return Json.parseObject(response.body());
    }

    private static String error(HttpResponse<String> response) {
        return (String) json(response).get("error");
    }

    @Test
    void saysThatItRuns() {
        assertThat(server.get("/").body()).isEqualTo("Ollama is running");
        assertThat(server.send("HEAD", "/", "").statusCode()).isEqualTo(200);
        // Editors refuse an Ollama that is too old for them.
        assertThat(json(server.get("/api/version"))).isEqualTo(Map.of("version", "0.32.15", "hearth", "1.2.3"));
        assertThat(server.send("HEAD", "/api/version", "").body()).isEmpty();
        assertThat(json(server.get("/health")).get("status")).isEqualTo("ok");
    }

    @Test
    void chatStreamsLines() {
        HttpResponse<String> response = server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO));
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        List<Map<String, Object>> lines = TestServer.lines(response);
        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst().keySet()).containsExactly("model", "created_at", "message", "done");
        assertThat(lines.getFirst().get("message")).isEqualTo(Map.of("role", "assistant", "content", "Hello"));
        Map<String, Object> last = lines.getLast();
        assertThat(last.keySet()).containsExactly("model", "created_at", "message", "done", "done_reason", "total_duration",
                "load_duration", "prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration", "prompt_cached_count",
                "prompt_cached_note");
        assertThat(last).containsEntry("done", true).containsEntry("done_reason", "stop").containsEntry("eval_count", 4L);
        assertThat((Long) last.get("total_duration")).isPositive();
    }

    @Test
    void chatAnswersWhole() {
        Map<?, ?> body = json(server.post("/api/chat", Map.of("model", "TINY:latest", "messages", HELLO, "stream", false)));
        assertThat(body.get("message")).isEqualTo(Map.of("role", "assistant", "content", "Hello, world!"));
        assertThat(body.get("model")).isEqualTo("TINY:latest");
        assertThat(body.get("context")).isNull();
    }

    @Test
    void generateTellsContextAndTakesItBack() {
        Map<?, ?> body = json(server.post("/api/generate", Map.of("model", "tiny", "prompt", "hi", "stream", false)));
        assertThat(body.get("response")).isEqualTo("Hello, world!");
        List<?> context = (List<?>) body.get("context");
        assertThat(context).hasSizeGreaterThan(4);
        server.post("/api/generate", Map.of("model", "tiny", "prompt", "more", "stream", false, "context", context));
        int[] prompt = loader.last().requests.getLast().promptIds();
        assertThat(prompt).hasSizeGreaterThan(context.size());
        assertThat((long) prompt[0]).isEqualTo(context.getFirst());
    }

    @Test
    void rawTextIsNotRendered() {
        Map<?, ?> body = json(server.post("/api/generate", Map.of("model", "tiny", "prompt", "abc", "raw", true, "stream", false)));
        assertThat(body.containsKey("context")).isFalse();
        assertThat(loader.last().requests.getLast().promptIds()).containsExactly('a', 'b', 'c');
        assertThat(loader.last().chats).isEmpty();
        assertThat(error(server.post("/api/generate", Map.of("model", "tiny", "prompt", "a", "raw", true, "system", "s"))))
                .isEqualTo("raw mode does not support template, system, or context");
    }

    @Test
    void aModelWithoutTemplateContinuesThePrompt() {
        loader.chats = false;
        server.post("/api/generate", Map.of("model", "tiny", "prompt", "abc", "stream", false));
        assertThat(loader.last().requests.getLast().promptIds()).containsExactly('a', 'b', 'c');
        HttpResponse<String> chat = server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO));
        assertThat(chat.statusCode()).isEqualTo(400);
        assertThat(error(chat)).isEqualTo("\"tiny\" does not support chat");
    }

    @Test
    void optionsReachTheRun() {
        server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO, "options",
                Map.of("temperature", 0, "seed", 7, "num_predict", 2, "stop", List.of("x", "y"), "num_ctx", 512, "num_gpu", 1, "foo", 2)));
        var request = loader.last().requests.getLast();
        assertThat(request.sampling().temperature()).isZero();
        assertThat(request.sampling().seed()).isEqualTo(7);
        assertThat(request.maxTokens()).isEqualTo(2);
        assertThat(request.stopSequences()).containsExactly("x", "y");
        assertThat(loader.last().facts().contextLength()).isEqualTo(512);
    }

    @Test
    void whatOtherProgramsSayForOffIsTaken() {
        HttpResponse<String> response = server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO, "options",
                Map.of("top_k", -1, "stop", List.of("", "x"))));
        var request = loader.last().requests.getLast();
        assertThat(request.sampling().topK()).isZero();
        assertThat(request.stopSequences()).containsExactly("x");
        assertThat(response.headers().allValues("X-Hearth-Warning")).containsExactly("an empty text in options.stop has no effect");
        server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO, "options", Map.of("stop", "")));
        assertThat(loader.last().requests.getLast().stopSequences()).isEmpty();
    }

    @Test
    void whatHasNoEffectIsSaid() {
        HttpResponse<String> response = server.post("/api/chat", Map.of(
                "model", "tiny", "messages", List.of(Map.of("role", "user", "content", "hi", "mood", "good")), "options",
                Map.of("num_gpu", 1, "bogus", 2), "frobnicate", 1, "shift", true));
        assertThat(response.headers().allValues("X-Hearth-Warning")).containsExactlyInAnyOrder(
                "options.num_gpu has no effect", "options.bogus has no effect", "frobnicate is not known and has no effect",
                "messages[0].mood is not known and has no effect", "shift has no effect: an answer ends when the context is full");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/api/chat | {\"model\": \"none\", \"messages\": []} | 404 | model 'none' not found",
        "/api/chat | {\"messages\": []} | 400 | model is required",
        "/api/generate | {\"prompt\": \"x\"} | 404 | model '' not found",
        "/api/generate | {\"model\": \"none\"} | 404 | model 'none' not found",
        "/api/generate | {\"model\": \"../x\", \"prompt\": \"x\"} | 400 | invalid model name",
        "/api/generate | {\"model\": \"/etc/passwd\", \"prompt\": \"x\"} | 400 | invalid model name",
        "/api/generate | {\"model\": \"tiny\", \"prompt\": \"x\", \"suffix\": \"y\"} | 400 | \"tiny\" does not support insert",
        "/api/generate | {\"model\": \"tiny\", \"prompt\": \"x\", \"template\": \"y\"} | 400 | template is not supported: prompts are made by the model's own chat template",
        "/api/generate | {\"model\": \"tiny\", \"prompt\": \"x\", \"images\": [\"QUJD\"]} | 400 | images is not supported: Hearth runs text models only",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"images\": [\"QUJD\"]}]} | 400 | messages[0].images is not supported: Hearth runs text models only",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"boss\", \"content\": \"x\"}]} | 400 | messages[0].role is 'boss' but must be system, user, assistant or tool",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"content\": \"x\"}]} | 400 | messages[0].role is required",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": 5}]} | 400 | messages[0].content must be a string, not a number",
        "/api/chat | {\"model\": \"tiny\", \"messages\": \"x\"} | 400 | messages must be a list, not a string",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [3]} | 400 | messages[0] must be an object, not a number",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"think\": \"hard\"} | 400 | think is hard but must be true, false, \"low\", \"medium\", \"high\" or \"max\"",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"keep_alive\": \"soon\"} | 400 | keep_alive is 'soon' but must be a duration such as 5m, 0 or -1",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"options\": {\"temperature\": \"warm\"}} | 400 | temperature: parameter temperature is 'warm' but must be a number",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"options\": {\"top_p\": 7}} | 400 | top_p: topP is 7.0 but must be from 0 to 1",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"top_logprobs\": 21} | 400 | top_logprobs is 21 but must be from 0 to 20",
        "/api/chat | {\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"format\": \"xml\"} | 400 | format is invalid: expected \"json\" or a JSON schema, not xml",
        "/api/embed | {\"model\": \"tiny\", \"input\": 5} | 400 | invalid input type",
        "/api/embed | {\"model\": \"tiny\", \"input\": [\"a\", 5]} | 400 | invalid input type",
        "/api/embed | {\"model\": \"none\", \"input\": \"a\"} | 404 | model \"none\" not found, try pulling it first",
        "/api/embeddings | {\"model\": \"none\", \"prompt\": \"a\"} | 404 | model \"none\" not found, try pulling it first",
        "/api/embed | {\"model\": \"tiny\", \"input\": \"x\"} | 400 | this model does not support embeddings",
        "/api/show | {} | 400 | model is required",
        "/api/show | {\"model\": \"none\"} | 404 | model 'none' not found",
        "/api/copy | {\"source\": \"none\", \"destination\": \"x\"} | 404 | model \"none\" not found",
        "/api/push | {\"model\": \"nothing\"} | 404 | model 'nothing' not found",
        "/api/pull | {} | 400 | model is required",
        "/api/pull | {\"model\": \"a b\"} | 400 | invalid model name",
        "/api/create | {\"model\": \"x\"} | 400 | neither 'from' or 'files' was specified",
        "/api/create | {\"model\": \"x\", \"from\": \"tiny\", \"renderer\": \"y\"} | 400 | renderer is not supported: prompts are made by the model's own chat template",
        "/api/create | {\"model\": \"x\", \"from\": \"tiny\", \"template\": \"{{ .Prompt }}\"} | 400 | template is not supported: prompts are made by the Jinja template inside the weights, and templates of Go are not run",
        "/api/create | {\"model\": \"x\", \"files\": {\"../m.gguf\": \"sha256:0\"}} | 400 | files: '../m.gguf' is no relative file name",
        "/api/create | {\"model\": \"x\", \"files\": {\"m.gguf\": \"sha256:0\"}} | 400 | files.m.gguf must be a sha256 digest",
        "/api/blobs/sha256:00 | x | 400 | invalid digest format",
    })
    void errorsHaveStatusAndWords(String path, String body, int status, String message) {
        HttpResponse<String> response = server.post(path.strip(), body.strip());
        assertThat(error(response)).isEqualTo(message);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "5", "{\"model\": NaN}", "{\"model\": 1, \"model\": 2}", "{} {}"})
    void badBodiesAreRefused(String body) {
        HttpResponse<String> response = server.post("/api/chat", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).isNotBlank();
    }

    @Test
    void deepJsonIsRefused() {
        assertThat(server.post("/api/chat", "{\"a\":".repeat(100_000)).statusCode()).isEqualTo(400);
    }

    @Test
    void pathsAndMethodsThatAreNotThere() {
        assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(server.get("/api/chat").statusCode()).isEqualTo(405);
        assertThat(server.get("/api/chat/").statusCode()).isEqualTo(404);
    }

    @Test
    void anEmptyPromptLoadsAndUnloads() {
        Map<?, ?> loaded = json(server.post("/api/generate", Map.of("model", "tiny")));
        assertThat(loaded.get("done_reason")).isEqualTo("load");
        assertThat(loaded.get("response")).isEqualTo("");
        assertThat(loader.loads).containsExactly("tiny:latest");
        List<?> running = (List<?>) json(server.get("/api/ps")).get("models");
        assertThat(running).hasSize(1);
        Map<?, ?> item = (Map<?, ?>) running.getFirst();
        assertThat(item.get("name")).isEqualTo("tiny:latest");
        assertThat(item.get("size")).isEqualTo(100L);
        assertThat(item.get("context_length")).isEqualTo(4096L);
        assertThat(item.get("size_vram")).isEqualTo(0L);
        Map<?, ?> unloaded = json(server.post("/api/chat", Map.of("model", "tiny", "messages", List.of(), "keep_alive", 0)));
        assertThat(unloaded.get("done_reason")).isEqualTo("unload");
        assertThat(unloaded.get("message")).isEqualTo(Map.of("role", "assistant", "content", ""));
        awaitUnloaded();
        assertThat(loader.last().closed).isTrue();
    }

    private void awaitUnloaded() {
        org.assertj.core.api.Assertions.assertThatCode(() -> {
            for (int i = 0; i < 100 && !((List<?>) json(server.get("/api/ps")).get("models")).isEmpty(); i++) {
                Thread.sleep(20);
            }
        }).doesNotThrowAnyException();
        assertThat((List<?>) json(server.get("/api/ps")).get("models")).isEmpty();
    }

    @Test
    void aFailureInTheMiddleIsTheLastLine() {
        loader.words = List.of("a", "!fail!");
        List<Map<String, Object>> lines = TestServer.lines(server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO)));
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).isEqualTo(Map.of("error", "the script fails here"));
    }

    @Test
    void aFailureBeforeTheFirstPieceHasItsOwnStatus() {
        loader.words = List.of("!fail!");
        HttpResponse<String> response = server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(error(response)).isEqualTo("the script fails here");
        loader.fails = true;
        server.post("/api/generate", Map.of("model", "tiny", "keep_alive", 0));
        awaitUnloaded();
        assertThat(error(server.post("/api/generate", Map.of("model", "tiny", "prompt", "x")))).contains("it is broken");
    }

    @Test
    void thinkingAndToolCallsAreSetApart() {
        loader.words = List.of("<thi", "nk>hm", "</think>", "let me ", "see<tool_", "call>\n{\"name\": \"add\", \"argu", "ments\": {\"a\": 1}}\n",
                "</tool_call>");
        Map<String, Object> tool = Map.of("type", "function", "function",
                Map.of("name", "add", "parameters", Map.of("type", "object", "properties", Map.of("a", Map.of("type", "integer")))));
        Map<String, Object> call = Map.of("model", "tiny", "messages", HELLO, "tools", List.of(tool), "stream", false);
        Map<?, ?> message = (Map<?, ?>) json(server.post("/api/chat", call)).get("message");
        assertThat(message.get("thinking")).isEqualTo("hm");
        assertThat(((String) message.get("content")).strip()).isEqualTo("let me see");
        Map<?, ?> called = (Map<?, ?>) ((List<?>) message.get("tool_calls")).getFirst();
        assertThat((String) called.get("id")).matches("call_[a-z0-9]{8}");
        assertThat(called.get("function")).isEqualTo(Map.of("index", 0L, "name", "add", "arguments", Map.of("a", 1L)));
        List<Map<String, Object>> lines = TestServer.lines(
                server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO, "tools", List.of(tool))));
        assertThat(lines.stream().filter(line -> ((Map<?, ?>) line.get("message")).containsKey("tool_calls"))).hasSize(1);
        assertThat(lines.getLast()).containsEntry("done_reason", "stop");
    }

    @Test
    void aBegunAnswerIsContinued() {
        server.post("/api/chat", Map.of("model", "tiny", "stream", false, "messages", List.of(
                Map.of("role", "user", "content", "hi"), Map.of("role", "assistant", "content", "abc"))));
        int[] prompt = loader.last().requests.getLast().promptIds();
        assertThat(java.util.Arrays.copyOfRange(prompt, prompt.length - 3, prompt.length)).containsExactly('a', 'b', 'c');
        assertThat(loader.last().chats.getLast().messages()).hasSize(1);
    }

    @Test
    void logprobsOnlyWhenAsked() {
        Map<String, Object> call = Map.of("model", "tiny", "messages", HELLO, "stream", false, "logprobs", true, "top_logprobs", 1);
        List<?> logprobs = (List<?>) json(server.post("/api/chat", call)).get("logprobs");
        assertThat(logprobs).hasSize(4);
        Map<?, ?> first = (Map<?, ?>) logprobs.getFirst();
        assertThat(first.get("token")).isEqualTo("Hello");
        assertThat(first.get("logprob")).isEqualTo(-0.5);
        assertThat(first.get("bytes")).isEqualTo(List.of(72L, 101L, 108L, 108L, 111L));
        assertThat((List<?>) first.get("top_logprobs")).hasSize(1);
        assertThat(server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO)).body()).doesNotContain("logprob");
    }

    @Test
    void tagsAndShowDescribeAModel() {
        List<?> models = (List<?>) json(server.get("/api/tags")).get("models");
        Map<?, ?> item = (Map<?, ?>) models.getFirst();
        assertThat(item.get("name")).isEqualTo("tiny:latest");
        assertThat((String) item.get("digest")).hasSize(64);
        Map<?, ?> details = (Map<?, ?>) item.get("details");
        assertThat(details.get("family")).isEqualTo("llama");
        assertThat(details.get("format")).isEqualTo("gguf");
        assertThat((String) details.get("parameter_size")).isNotEmpty();
        Map<?, ?> shown = json(server.post("/api/show", Map.of("model", "tiny", "system", "be kind", "options", Map.of("top_k", 3))));
        assertThat(shown.get("license")).isEqualTo("free");
        assertThat((String) shown.get("modelfile")).contains("FROM tiny:latest", "SYSTEM \"be kind\"", "PARAMETER top_k 3");
        assertThat((String) shown.get("parameters")).isEqualTo("top_k                          3");
        assertThat((String) shown.get("template")).contains("im_start");
        assertThat(((Map<?, ?>) shown.get("model_info")).get("general.architecture")).isEqualTo("llama");
        assertThat((Long) ((Map<?, ?>) shown.get("model_info")).get("general.parameter_count")).isGreaterThan(1_000);
        assertThat(server.post("/api/show", Map.of("model", "tiny"), "User-Agent", "GitHubCopilotChat/0.43.0").body())
                .contains("\"general.basename\":\"tiny\"");
        assertThat((List<?>) shown.get("capabilities")).first().isEqualTo("completion");
        assertThat((List<?>) shown.get("tensors")).isNotEmpty();
        assertThat((String) shown.get("modified_at")).isNotEmpty();
    }

    @Test
    void aBrokenModelDoesNotHideOthers() throws Exception {
        hearth.store.Layer rubbish = server.store().addBlob(hearth.store.LayerKind.MODEL.mediaType(), new byte[] {1, 2, 3});
        hearth.store.Layer config = server.store().addBlob("x", "{\"model_family\": \"odd\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        server.store().publish(hearth.store.ModelName.parse("broken"), new hearth.store.Manifest(config, List.of(rubbish)).toBytes());
        assertThat(server.get("/api/tags").body()).contains("tiny:latest", "broken:latest", "\"family\":\"odd\"");
        assertThat(server.post("/api/show", Map.of("model", "broken")).statusCode()).isEqualTo(500);
    }

    @Test
    void copiesDeletesAndCreates() {
        assertThat(server.post("/api/copy", Map.of("source", "tiny", "destination", "second")).statusCode()).isEqualTo(200);
        List<Map<String, Object>> lines = TestServer.lines(server.post("/api/create", Map.of(
                "model", "mine", "from", "tiny", "system", "be brief", "parameters", Map.of("top_k", 5, "stop", List.of("a", "b")),
                "messages", List.of(Map.of("role", "user", "content", "q"), Map.of("role", "assistant", "content", "a")))));
        assertThat(lines.getLast()).isEqualTo(Map.of("status", "success"));
        server.post("/api/chat", Map.of("model", "mine", "messages", HELLO, "stream", false));
        assertThat(loader.last().chats.getLast().messages().stream().map(message -> message.role()))
                .containsExactly("system", "user", "assistant", "user");
        assertThat(loader.last().requests.getLast().sampling().topK()).isEqualTo(5);
        assertThat(server.send("DELETE", "/api/delete", "{\"model\": \"tiny\"}").statusCode()).isEqualTo(200);
        assertThat(server.send("DELETE", "/api/delete", "{\"model\": \"tiny\"}").statusCode()).isEqualTo(404);
        assertThat(((List<?>) json(server.get("/api/tags")).get("models"))).hasSize(2);
    }

    @Test
    void createQuantizesAndTakesAdapters() throws Exception {
        byte[] tiny = java.nio.file.Files.readAllBytes(server.store().weights(server.store().require(hearth.store.ModelName.parse("tiny"))));
        String digest = hearth.store.Digest.of(tiny).toString();
        List<Map<String, Object>> lines = TestServer.lines(server.post("/api/create", Map.of(
                "model", "small", "files", Map.of("m.gguf", digest), "quantize", "q8_0")));
        assertThat(lines.getLast()).isEqualTo(Map.of("status", "success"));
        assertThat(lines).anyMatch(line -> String.valueOf(line.get("status")).startsWith("quantizing F32 model to Q8_0") && line.containsKey("completed"));
        assertThat(((Map<?, ?>) json(server.post("/api/show", Map.of("model", "small"))).get("details")).get("quantization_level")).isEqualTo("Q8_0");
        assertThat(error(server.post("/api/create", Map.of("model", "x", "from", "tiny", "stream", false, "adapters", Map.of("a.gguf", digest)))))
                .isEqualTo("adapters.a.gguf is no adapter but a model");
        assertThat(error(server.post("/api/create", Map.of("model", "x", "from", "tiny", "stream", false, "quantize", "Q99"))))
                .startsWith("quantize is 'Q99', which is none of [F32, ");
        Map<?, ?> same = json(server.post("/api/create", Map.of(
                "model", "same", "from", "tiny", "stream", false, "template", hearth.testkit.TinyVocabulary.CHAT_TEMPLATE)));
        assertThat(same.get("status")).isEqualTo("success");
    }

    @Test
    void pushUploadsToTheRegistryOfTheName() throws Exception {
        try (hearth.server.scripted.TestRegistry registry = new hearth.server.scripted.TestRegistry(server.store(), "tiny")) {
            String name = registry.host() + "/library/far:latest";
            server.post("/api/copy", Map.of("source", "tiny", "destination", name));
            List<Map<String, Object>> lines = TestServer.lines(server.post("/api/push", Map.of("model", name, "insecure", true)));
            assertThat(lines.getFirst()).isEqualTo(Map.of("status", "retrieving manifest"));
            assertThat(lines).anyMatch(line -> String.valueOf(line.get("status")).startsWith("pushing ") && line.containsKey("total"));
            // This registry has the blobs but takes no manifest.
            assertThat((String) lines.getLast().get("error")).contains("405");
            assertThat(error(server.post("/api/push", Map.of("model", name, "stream", false)))).isNotEmpty();
        }
    }

    @Test
    void aBlobIsTakenWholeOrNotAtAll() {
        String digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(server.send("HEAD", "/api/blobs/" + digest, "").statusCode()).isEqualTo(404);
        HttpResponse<String> wrong = server.post("/api/blobs/" + digest, "abd");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(error(wrong)).startsWith("digest mismatch");
        assertThat(server.post("/api/blobs/" + digest, "abc").statusCode()).isEqualTo(201);
        assertThat(server.post("/api/blobs/" + digest.replace(':', '-'), "abc").statusCode()).isEqualTo(200);
        assertThat(server.send("HEAD", "/api/blobs/" + digest, "").statusCode()).isEqualTo(200);
        assertThat(error(server.post("/api/create", Map.of("model", "x", "stream", false, "files", Map.of("m.gguf", digest)))))
                .startsWith("files.m.gguf: ");
    }

    @Test
    void embedsWithAModelThatCan() {
        loader.embeds = true;
        Map<?, ?> body = json(server.post("/api/embed", Map.of("model", "tiny", "input", List.of("ab", "cde"), "dimensions", 2)));
        assertThat((List<?>) body.get("embeddings")).hasSize(2);
        assertThat(body.get("prompt_eval_count")).isEqualTo(5L);
        assertThat(((List<?>) ((List<?>) body.get("embeddings")).getFirst())).hasSize(2);
        assertThat((List<?>) json(server.post("/api/embed", Map.of("model", "tiny"))).get("embeddings")).isEmpty();
        assertThat((List<?>) json(server.post("/api/embed", Map.of("model", "tiny", "input", ""))).get("embeddings")).isEmpty();
        // Clients match vectors with texts by their place.
        assertThat((List<?>) json(server.post("/api/embed", Map.of("model", "tiny", "input", List.of("a", "", "b")))).get("embeddings")).hasSize(3);
        assertThat((List<?>) json(server.post("/api/embeddings", Map.of("model", "tiny", "prompt", "x"))).get("embedding")).hasSize(3);
        assertThat(error(server.post("/api/embed", Map.of("model", "tiny", "input", "x", "dimensions", 9))))
                .isEqualTo("dimensions is 9 but the model's vectors have 3");
    }

    @Test
    void thePromptCanBeSeen() {
        Map<?, ?> body = json(server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO, "_debug_render_only", true)));
        assertThat((String) ((Map<?, ?>) body.get("_debug_info")).get("rendered_template")).startsWith("user:");
    }

    @Test
    void aPullThatFailsSaysWhyInTheStream() {
        List<Map<String, Object>> lines = TestServer.lines(
                server.post("/api/pull", Map.of("model", "127.0.0.1:9/library/none:latest")));
        assertThat(lines.getFirst()).isEqualTo(Map.of("status", "pulling manifest"));
        assertThat((String) lines.getLast().get("error")).startsWith("could not pull 127.0.0.1:9/library/none:latest");
        HttpResponse<String> whole = server.post("/api/pull", Map.of("model", "127.0.0.1:9/library/none:latest", "stream", false));
        assertThat(whole.statusCode()).isEqualTo(502);
    }

    @Test
    void aClientThatLeavesEndsItsRun() throws Exception {
        loader.words = java.util.Collections.nCopies(10_000, "word ");
        loader.pause = Duration.ofMillis(5);
        for (boolean streams : new boolean[] {true, false}) {
            String body = Json.write(Map.of("model", "tiny", "messages", HELLO, "stream", streams));
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
                socket.getOutputStream().write(("POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                while (loader.runners.isEmpty() || loader.last().running.get() == 0) {
                    Thread.onSpinWait();
                }
            }
            long left = System.nanoTime();
            while (loader.last().running.get() > 0) {
                assertThat(System.nanoTime() - left).isLessThan(Duration.ofSeconds(5).toNanos());
                Thread.onSpinWait();
            }
            assertThat(System.nanoTime() - left).as("streams " + streams).isLessThan(Duration.ofMillis(250).toNanos());
        }
    }

    @Test
    void nothingOfAPromptIsLogged() {
        server.post("/api/chat", Map.of("model", "tiny", "messages", List.of(Map.of("role", "user", "content", "a secret"))));
        server.get("/api/secret");
        // A line is written after its answer.
        awaitLogged(2);
        assertThat(String.join("\n", server.log)).contains("route=/api/chat status=200", "route=none status=404").doesNotContain("secret");
    }

    private void awaitLogged(int lines) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (server.log.size() < lines && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void metricsCountWhatHappened() {
        server.post("/api/chat", Map.of("model", "tiny", "messages", HELLO));
        awaitLogged(1);
        String text = server.get("/metrics").body();
        assertThat(text).contains(
                "hearth_requests_total{method=\"POST\",route=\"/api/chat\",status=\"200\"} 1\n",
                "hearth_generated_tokens_total{model=\"tiny:latest\"} 4\n",
                "hearth_reused_tokens_total{model=\"tiny:latest\"} 1\n",
                "hearth_first_token_seconds_count{model=\"tiny:latest\"} 1\n",
                "hearth_model_memory_bytes{model=\"tiny:latest\"} 100\n",
                "# TYPE hearth_generated_tokens_per_second histogram\n");
    }
}
