package hearth.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.Message;
import hearth.json.Json;
import hearth.server.call.AnswerFormat;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's API over HTTP, on a scripted model. */
class OpenAiApiTest {
    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "hi"));
    private static final Map<String, Object> WEATHER = Map.of("type", "function", "function", Map.of(
            "name", "weather", "parameters", Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")))));

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

    static Map<?, ?> json(HttpResponse<String> response) {
        return Json.parseObject(response.body());
    }

    static Object at(Object value, Object... path) {
        Object found = value;
        for (Object step : path) {
            found = step instanceof Integer index ? ((List<?>) found).get(index) : ((Map<?, ?>) found).get(step);
        }
        return found;
    }

    /** The JSON values of a stream of events, which must end with [DONE]. */
    static List<Map<String, Object>> events(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<String> data = response.body().lines().filter(line -> line.startsWith("data: ")).map(line -> line.substring(6)).toList();
        assertThat(data.getLast()).isEqualTo("[DONE]");
        return data.subList(0, data.size() - 1).stream().map(Json::parseObject).toList();
    }

    private HttpResponse<String> chat(Object... more) {
        Map<String, Object> call = new LinkedHashMap<>(Map.of("model", "tiny", "messages", HELLO));
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return server.post("/v1/chat/completions", call);
    }

    @Test
    void aChatIsAnsweredWhole() {
        Map<?, ?> body = json(chat());
        assertThat(body.keySet().stream().map(Object::toString)).containsExactly("id", "object", "created", "model", "choices", "usage");
        assertThat((String) body.get("id")).matches("chatcmpl-[0-9a-f]{16}");
        assertThat(body.get("object")).isEqualTo("chat.completion");
        assertThat((Long) body.get("created")).isGreaterThan(1_700_000_000L);
        Map<?, ?> choice = (Map<?, ?>) at(body, "choices", 0);
        assertThat(at(choice, "message", "content")).isEqualTo("Hello, world!");
        assertThat(at(choice, "message", "role")).isEqualTo("assistant");
        assertThat(choice.get("finish_reason")).isEqualTo("stop");
        assertThat(choice.containsKey("logprobs") && choice.get("logprobs") == null).isTrue();
        assertThat(at(body, "usage", "completion_tokens")).isEqualTo(4L);
        assertThat((Long) at(body, "usage", "prompt_tokens")).isPositive();
        assertThat(at(body, "usage", "prompt_tokens_details", "cached_tokens")).isEqualTo(1L);
        assertThat(at(body, "usage", "prompt_tokens_details", "cached_note")).isEqualTo("the rest of the prompt is new");
    }

    @Test
    void aChatIsStreamed() {
        List<Map<String, Object>> chunks = events(chat("stream", true, "stream_options", Map.of("include_usage", true)));
        assertThat(at(chunks.getFirst(), "choices", 0, "delta")).isEqualTo(Map.of("role", "assistant", "content", ""));
        StringBuilder text = new StringBuilder();
        for (Map<String, Object> chunk : chunks.subList(1, chunks.size() - 2)) {
            assertThat(chunk.get("object")).isEqualTo("chat.completion.chunk");
            assertThat(chunk.get("id")).isEqualTo(chunks.getFirst().get("id"));
            assertThat(chunk.containsKey("usage") && chunk.get("usage") == null).isTrue();
            assertThat(at(chunk, "choices", 0, "finish_reason")).isNull();
            text.append(at(chunk, "choices", 0, "delta", "content"));
        }
        assertThat(text.toString()).isEqualTo("Hello, world!");
        Map<String, Object> end = chunks.get(chunks.size() - 2);
        assertThat(at(end, "choices", 0, "delta")).isEqualTo(Map.of());
        assertThat(at(end, "choices", 0, "finish_reason")).isEqualTo("stop");
        assertThat((List<?>) chunks.getLast().get("choices")).isEmpty();
        assertThat(at(chunks.getLast(), "usage", "completion_tokens")).isEqualTo(4L);
        assertThat(events(chat("stream", true)).getLast().containsKey("usage")).isFalse();
    }

    @Test
    void severalAnswersComeSideBySide() {
        Map<?, ?> body = json(chat("n", 3, "seed", 7));
        assertThat((List<?>) body.get("choices")).hasSize(3);
        assertThat(at(body, "choices", 2, "index")).isEqualTo(2L);
        assertThat(at(body, "usage", "completion_tokens")).isEqualTo(12L);
        assertThat(at(body, "usage", "prompt_tokens")).isEqualTo(at(json(chat()), "usage", "prompt_tokens"));
        assertThat(loader.last().requests.stream().map(request -> request.sampling().seed())).startsWith(7L, 8L, 9L);
        List<Map<String, Object>> chunks = events(chat("n", 2, "stream", true));
        assertThat(chunks.stream().filter(chunk -> "stop".equals(at(chunk, "choices", 0, "finish_reason")))).hasSize(2);
    }

    @Test
    void settingsReachTheRun() {
        chat("temperature", 0.5, "top_p", 0.25, "presence_penalty", 1, "frequency_penalty", -1, "seed", -1, "stop", List.of("x", "y"),
                "max_completion_tokens", 2, "logit_bias", Map.of("65", -100, "66", 2.5), "top_k", 7, "min_p", 0.125);
        var request = loader.last().requests.getLast();
        assertThat(request.sampling().temperature()).isEqualTo(0.5f);
        assertThat(request.sampling().topP()).isEqualTo(0.25f);
        assertThat(request.sampling().presencePenalty()).isEqualTo(1);
        assertThat(request.sampling().frequencyPenalty()).isEqualTo(-1);
        assertThat(request.sampling().seed()).isEqualTo(0xFFFF_FFFFL);
        assertThat(request.sampling().topK()).isEqualTo(7);
        assertThat(request.sampling().minP()).isEqualTo(0.125f);
        assertThat(request.stopSequences()).containsExactly("x", "y");
        assertThat(request.maxTokens()).isEqualTo(2);
        assertThat(request.logitBias()).isEqualTo(Map.of(65, -100f, 66, 2.5f));
        assertThat(at(json(chat("max_tokens", 2)), "choices", 0, "finish_reason")).isEqualTo("length");
        assertThat(at(json(chat("max_tokens", -1)), "choices", 0, "finish_reason")).isEqualTo("stop");
        assertThat(chat("max_tokens", 0).statusCode()).isEqualTo(400);
        chat("top_k", -1);
        assertThat(loader.last().requests.getLast().sampling().topK()).isZero();
    }

    @Test
    void logprobsAreThoseOfTheContent() {
        loader.words = List.of("<think>", "hm", "</think>", "yes");
        Map<?, ?> body = json(chat("logprobs", true, "top_logprobs", 1));
        Object first = at(body, "choices", 0, "logprobs", "content", 0);
        assertThat(at(body, "choices", 0, "message", "content")).isEqualTo("yes");
        assertThat(at(body, "choices", 0, "message", "reasoning_content")).isEqualTo("hm");
        assertThat(at(body, "choices", 0, "message", "reasoning")).isEqualTo("hm");
        assertThat(at(first, "logprob")).isEqualTo(-0.5);
        assertThat((List<?>) at(first, "top_logprobs")).hasSize(1);
        List<?> tokens = (List<?>) at(body, "choices", 0, "logprobs", "content");
        assertThat(tokens.stream().map(token -> at(token, "token"))).doesNotContain("hm").contains("yes");
        assertThat((Long) at(body, "usage", "completion_tokens_details", "reasoning_tokens")).isPositive();
    }

    @Test
    void toolCallsAreSetApart() {
        loader.words = List.of("<tool_call>\n{\"name\": \"weather\", ", "\"arguments\": {\"city\": ", "\"Paris\"}}\n</tool_call>");
        Map<?, ?> body = json(chat("tools", List.of(WEATHER)));
        assertThat(at(body, "choices", 0, "finish_reason")).isEqualTo("tool_calls");
        assertThat(at(body, "choices", 0, "message", "content")).isNull();
        Object call = at(body, "choices", 0, "message", "tool_calls", 0);
        assertThat((String) at(call, "id")).startsWith("call_");
        assertThat(at(call, "function", "name")).isEqualTo("weather");
        assertThat(Json.parse((String) at(call, "function", "arguments"))).isEqualTo(Map.of("city", "Paris"));
        assertThat(loader.last().requests.getLast().format()).isEqualTo(AnswerFormat.TEXT);

        StringBuilder arguments = new StringBuilder();
        List<Map<String, Object>> chunks = events(chat("tools", List.of(WEATHER), "stream", true));
        for (Map<String, Object> chunk : chunks) {
            if (at(chunk, "choices", 0, "delta", "tool_calls") instanceof List<?> calls) {
                arguments.append(at(calls, 0, "function", "arguments"));
            }
        }
        assertThat(Json.parse(arguments.toString())).isEqualTo(Map.of("city", "Paris"));
        assertThat(at(chunks.getLast(), "choices", 0, "finish_reason")).isEqualTo("tool_calls");
    }

    @Test
    void aRequiredCallIsEnforced() {
        loader.words = List.of("<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>");
        chat("tools", List.of(WEATHER), "tool_choice", "required");
        assertThat(loader.last().requests.getLast().format()).isEqualTo(
                new AnswerFormat.ToolCalls(List.of(WEATHER), 16, true, AnswerFormat.TEXT));
        chat("tools", List.of(WEATHER), "tool_choice", Map.of("type", "function", "function", Map.of("name", "weather")),
                "parallel_tool_calls", false);
        assertThat(loader.last().requests.getLast().format()).isEqualTo(
                new AnswerFormat.ToolCalls(List.of(WEATHER), 1, true, AnswerFormat.TEXT));
        chat("tools", List.of(WEATHER), "parallel_tool_calls", false);
        // Where no call is required this model may reason first.
        assertThat(loader.last().requests.getLast().format()).isEqualTo(
                new AnswerFormat.AfterThinking(new AnswerFormat.ToolCalls(List.of(WEATHER), 1, false, AnswerFormat.TEXT), false));
        chat("tools", List.of(WEATHER), "response_format", Map.of("type", "json_object"));
        assertThat(loader.last().requests.getLast().format()).isEqualTo(
                new AnswerFormat.ToolCalls(List.of(WEATHER), 16, false, AnswerFormat.JSON_OBJECT));
        chat("tools", List.of(WEATHER), "tool_choice", "none");
        assertThat(loader.last().requests.getLast().format()).isEqualTo(AnswerFormat.TEXT);
        assertThat(loader.last().chats.getLast().tools()).isEmpty();
        Map<String, Object> time = Map.of("type", "function", "function", Map.of("name", "time"));
        chat("tools", List.of(WEATHER, time), "tool_choice", Map.of("type", "allowed_tools", "allowed_tools",
                Map.of("mode", "required", "tools", List.of(Map.of("type", "function", "function", Map.of("name", "time"))))));
        assertThat(loader.last().requests.getLast().format()).isEqualTo(
                new AnswerFormat.ToolCalls(List.of(time), 16, true, AnswerFormat.TEXT));
        assertThat(loader.last().chats.getLast().tools()).isEqualTo(List.of(time));
    }

    @Test
    void aConversationWithCallsReachesTheTemplate() {
        List<Map<String, Object>> messages = List.of(
                Map.of("role", "developer", "content", List.of(Map.of("type", "text", "text", "Be "), Map.of("type", "text", "text", "brief."))),
                Map.of("role", "user", "content", "Weather?", "name", "ann"),
                Map.of("role", "assistant", "reasoning_content", "look it up", "tool_calls", List.of(Map.of(
                        "id", "c1", "type", "function", "function", Map.of("name", "weather", "arguments", "{\"city\": \"Paris\"}")))),
                Map.of("role", "tool", "tool_call_id", "c1", "content", "12 degrees"));
        HttpResponse<String> response = chat("messages", messages, "tools", List.of(WEATHER));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<Message> seen = loader.last().chats.getLast().messages();
        assertThat(seen.stream().map(Message::role)).containsExactly("system", "user", "assistant", "tool");
        assertThat(seen.getFirst().content()).hasSize(2);
        assertThat(seen.get(2).toolCalls().getFirst().arguments()).isEqualTo(Map.of("city", "Paris"));
        assertThat(seen.get(2).thinking()).contains("look it up");
        assertThat(seen.get(3).toolName()).contains("weather");
        assertThat(seen.get(3).toolCallId()).contains("c1");
    }

    @Test
    void aFormatIsEnforced() {
        Map<String, Object> schema = Map.of("type", "object");
        chat("response_format", Map.of("type", "json_schema", "json_schema", Map.of("name", "x", "strict", true, "schema", schema)));
        assertThat(loader.last().requests.getLast().format()).isEqualTo(new AnswerFormat.JsonSchema(schema));
        chat("response_format", Map.of("type", "json_object"));
        assertThat(loader.last().requests.getLast().format()).isEqualTo(AnswerFormat.JSON_OBJECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"model\": \"none\"} | 404 | model 'none' not found | | model_not_found",
        "{\"messages\": []} | 400 | messages must not be empty | messages |",
        "{\"temperature\": 3} | 400 | temperature is 3 but must be from 0.0 to 2.0 | temperature |",
        "{\"n\": 17} | 400 | n is 17 but must be from 1 to 16 | n |",
        "{\"store\": true} | 400 | store is not supported: answers are not kept | store | unsupported_parameter",
        "{\"audio\": {}} | 400 | audio is not supported: Hearth answers with text | audio | unsupported_parameter",
        "{\"top_logprobs\": 2} | 400 | top_logprobs needs logprobs to be true | top_logprobs |",
        "{\"max_tokens\": 2, \"max_completion_tokens\": 3} | 400 | max_tokens must be the same as max_completion_tokens | max_tokens |",
        "{\"stream_options\": {}} | 400 | stream_options is only for answers that are streamed | stream_options |",
        "{\"reasoning_effort\": \"huge\"} | 400 | reasoning_effort is 'huge' but must be none, minimal, low, medium, high, xhigh or max | reasoning_effort |",
        "{\"tool_choice\": \"required\"} | 400 | tool_choice requires a call, but there are no tools | tool_choice |",
        "{\"tools\": [{\"type\": \"web_search\"}]} | 400 | tools[0].type 'web_search' is not supported: tools are functions that the client runs | tools[0].type | unsupported_parameter",
        "{\"response_format\": {\"type\": \"xml\"}} | 400 | response_format.type is 'xml' but must be text, json_object or json_schema | response_format.type |",
        "{\"response_format\": {\"type\": \"json_schema\"}} | 400 | response_format.json_schema is required | response_format.json_schema |",
        "{\"logit_bias\": {\"x\": 1}} | 400 | logit_bias.x is not the id of a token | logit_bias.x |",
        "{\"messages\": [{\"role\": \"user\"}]} | 400 | messages[0].content is required | messages[0].content |",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]} | 400 | messages[0].content[0].type 'image_url' is not supported: Hearth runs text models only | messages[0].content[0].type | unsupported_parameter",
        "{\"messages\": [{\"role\": \"king\", \"content\": \"x\"}]} | 400 | messages[0].role is 'king' but must be developer, system, user, assistant or tool | messages[0].role |",
    })
    void whatIsWrongIsNamed(String change, int status, String message, String param, String code) {
        Map<String, Object> call = new LinkedHashMap<>(Map.of("model", "tiny", "messages", HELLO));
        call.putAll(Json.parseObject(change));
        HttpResponse<String> response = server.post("/v1/chat/completions", call);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        Map<?, ?> error = (Map<?, ?>) json(response).get("error");
        assertThat(error.keySet().stream().map(Object::toString)).containsExactly("message", "type", "param", "code");
        assertThat(error.get("message")).isEqualTo(message);
        assertThat(error.get("type")).isEqualTo("invalid_request_error");
        assertThat(error.get("param")).isEqualTo(param);
        assertThat(error.get("code")).isEqualTo(code);
    }

    @Test
    void whatHasNoEffectIsSaid() {
        HttpResponse<String> response = chat("user", "u1", "metadata", Map.of("a", "b"), "frobnicate", 1, "store", false);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("X-Hearth-Warning")).containsExactlyInAnyOrder(
                "user has no effect", "metadata has no effect: answers are not kept", "frobnicate is not known and has no effect");
    }

    @Test
    void aFailureInTheStreamIsAnErrorEvent() {
        loader.words = List.of("one", "!fail!", "two");
        HttpResponse<String> response = chat("stream", true);
        assertThat(response.statusCode()).isEqualTo(200);
        List<String> data = new ArrayList<>(response.body().lines().filter(line -> !line.isEmpty()).toList());
        assertThat(data.get(data.size() - 2)).isEqualTo("event: error");
        assertThat(at(Json.parse(data.getLast().substring(6)), "error", "message")).isEqualTo("the script fails here");
        assertThat(at(Json.parse(data.getLast().substring(6)), "error", "type")).isEqualTo("server_error");
        HttpResponse<String> whole = chat();
        assertThat(whole.statusCode()).isEqualTo(500);
        assertThat(at(json(whole), "error", "code")).isEqualTo("internal_error");
    }

    @Test
    void aPromptThatIsTooLongHasItsCode() {
        HttpResponse<String> response = chat("messages", List.of(Map.of("role", "user", "content", "x".repeat(5_000))));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(at(json(response), "error", "code")).isEqualTo("context_length_exceeded");
    }

    @Test
    void textsAreCompleted() {
        Map<?, ?> body = json(server.post("/v1/completions", Map.of("model", "tiny", "prompt", "abc", "logprobs", 1, "max_tokens", 2)));
        assertThat(body.get("object")).isEqualTo("text_completion");
        assertThat(at(body, "choices", 0, "text")).isEqualTo("Hello,");
        assertThat(at(body, "choices", 0, "finish_reason")).isEqualTo("length");
        assertThat(at(body, "choices", 0, "logprobs", "tokens")).isEqualTo(List.of("Hello", ","));
        assertThat(at(body, "choices", 0, "logprobs", "text_offset")).isEqualTo(List.of(0L, 5L));
        assertThat(at(body, "choices", 0, "logprobs", "top_logprobs", 1)).isEqualTo(Map.of(",", -0.5));
        assertThat(loader.last().requests.getLast().promptIds()).containsExactly('a', 'b', 'c');
        assertThat(loader.last().chats).isEmpty();
    }

    @Test
    void severalPromptsMakeOneListOfChoices() {
        Map<?, ?> body = json(server.post("/v1/completions",
                Map.of("model", "tiny", "prompt", List.of("ab", "cde"), "n", 2, "echo", true)));
        assertThat((List<?>) body.get("choices")).hasSize(4);
        assertThat(at(body, "choices", 1, "text")).isEqualTo("abHello, world!");
        assertThat(at(body, "choices", 2, "text")).isEqualTo("cdeHello, world!");
        assertThat(at(body, "choices", 3, "index")).isEqualTo(3L);
        assertThat(at(body, "usage", "prompt_tokens")).isEqualTo(5L);
        assertThat(at(body, "usage", "completion_tokens")).isEqualTo(16L);
        List<Map<String, Object>> chunks = events(server.post("/v1/completions", Map.of("model", "tiny", "prompt",
                List.of(List.of(97, 98), List.of(99)), "echo", true, "stream", true, "stream_options", Map.of("include_usage", true))));
        String[] texts = {"", ""};
        chunks.stream().filter(chunk -> !((List<?>) chunk.get("choices")).isEmpty()).forEach(chunk ->
                texts[((Long) at(chunk, "choices", 0, "index")).intValue()] += at(chunk, "choices", 0, "text"));
        assertThat(texts).containsExactly("abHello, world!", "cHello, world!");
        assertThat(at(chunks.getLast(), "usage", "prompt_tokens")).isEqualTo(3L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"suffix\": \"x\"} | suffix is not supported: Hearth does not insert",
        "{\"best_of\": 3} | best_of is not supported: all answers are given",
        "{\"echo\": true, \"logprobs\": 1} | echo is not supported: not together with logprobs",
        "{\"prompt\": []} | prompt must not be empty",
        "{\"prompt\": [\"a\", 3]} | prompt[1] must be a string",
        "{\"prompt\": [[1], []]} | prompt[1] must not be empty",
        "{\"prompt\": [-1]} | prompt[0] must be a token id",
        "{\"prompt\": null} | prompt is required",
    })
    void wrongCompletionsAreRefused(String change, String message) {
        Map<String, Object> call = new LinkedHashMap<>(Map.of("model", "tiny", "prompt", "x"));
        call.putAll(Json.parseObject(change));
        HttpResponse<String> response = server.post("/v1/completions", call);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(at(json(response), "error", "message")).isEqualTo(message);
    }

    @Test
    void embeddingsComeInBothForms() {
        loader.embeds = true;
        Map<?, ?> body = json(server.post("/v1/embeddings", Map.of("model", "tiny", "input", List.of("ab", "cde"))));
        assertThat(body.get("object")).isEqualTo("list");
        assertThat(at(body, "data", 1, "index")).isEqualTo(1L);
        assertThat((List<?>) at(body, "data", 1, "embedding")).hasSize(3);
        assertThat(at(body, "usage", "prompt_tokens")).isEqualTo(5L);
        body = json(server.post("/v1/embeddings",
                Map.of("model", "tiny", "input", List.of(List.of(1, 2), List.of(3)), "encoding_format", "base64", "dimensions", 2)));
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode((String) at(body, "data", 0, "embedding")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(8);
        assertThat(bytes.getFloat()).isEqualTo(0.6f);
        assertThat(at(body, "usage", "total_tokens")).isEqualTo(3L);
        assertThat(at(json(server.post("/v1/embeddings", Map.of("model", "tiny", "input", List.of()))), "error", "param")).isEqualTo("input");
        assertThat(at(json(server.post("/v1/embeddings", Map.of("model", "tiny", "input", "x", "encoding_format", "hex"))), "error", "param"))
                .isEqualTo("encoding_format");
    }

    @Test
    void modelsAreListed() {
        Map<?, ?> body = json(server.get("/v1/models"));
        Map<?, ?> model = (Map<?, ?>) at(body, "data", 0);
        assertThat(model.get("id")).isEqualTo("tiny:latest");
        assertThat(model.get("object")).isEqualTo("model");
        assertThat(model.get("owned_by")).isEqualTo("library");
        assertThat((Long) model.get("created")).isPositive();
        assertThat(json(server.get("/v1/models/tiny"))).isEqualTo(model);
        assertThat(json(server.get("/v1/models/library/tiny:latest"))).isEqualTo(model);
        HttpResponse<String> missing = server.get("/v1/models/none");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(at(json(missing), "error", "code")).isEqualTo("model_not_found");
        assertThat(at(json(server.send("DELETE", "/v1/models", "")), "error", "type")).isEqualTo("invalid_request_error");
    }
}
