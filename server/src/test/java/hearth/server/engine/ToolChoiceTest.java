package hearth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.json.Json;
import hearth.server.call.KeepAlive;
import hearth.server.model.PoolOptions;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that must be made, by a tiny random model that would never make one. */
class ToolChoiceTest {
    private static final long BYTES = 1L << 30;

    private static final String START =
            """
            {%- for t in tools or [] %}{{ t.function.name }} {% endfor -%}
            {%- for m in messages -%}
            {{ m.role }}: {{ m.content }}
            {%- for c in m.tool_calls or [] %}""";

    private static final String HERMES = START
            + "<tool_call>\n{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson }}}\n</tool_call>"
            + "{% endfor %}{% endfor %}";

    private static final String LLAMA = START
            + "{\"name\": \"{{ c.function.name }}\", \"parameters\": {{ c.function.arguments | tojson }}}{% endfor %}{% endfor %}";

    private static final String MISTRAL =
            START + "[TOOL_CALLS]{{ c.function.name }}[ARGS]{{ c.function.arguments | tojson }}{% endfor %}{% endfor %}";

    private static final String KIMI = START
            + "<|tool_calls_section_begin|><|tool_call_begin|>functions.{{ c.function.name }}:0<|tool_call_argument_begin|>"
            + "{{ c.function.arguments | tojson }}<|tool_call_end|><|tool_calls_section_end|>{% endfor %}{% endfor %}";

    private static final String CODER = START
            + "<tool_call>\n<function={{ c.function.name }}>\n{% for k, v in c.function.arguments | items %}<parameter={{ k }}>\n{{ v }}\n"
            + "</parameter>\n{% endfor %}</function>\n</tool_call>{% endfor %}{% endfor %}";

    private static final String THINKER = HERMES + "{% if add_generation_prompt %}<think>{% endif %}{# </think> #}";

    private static final String HARMONY = START
            + "<|start|>assistant<|channel|>commentary to=functions.{{ c.function.name }} <|constrain|>json<|message|>"
            + "{{ c.function.arguments | tojson }}<|call|>{% endfor %}{% endfor %}{# analysis #}<|start|>assistant";

    private final EngineModelLoader loader = new EngineModelLoader(
            () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 2, 8, BYTES));
    private TestServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new TestServer(folder, loader, options -> options,
                        new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(2), 100))
                .add("hermes", HERMES)
                .add("llama", LLAMA)
                .add("mistral", MISTRAL)
                .add("kimi", KIMI)
                .add("coder", CODER)
                .add("thinker", THINKER)
                .add("oss", HARMONY);
    }

    @AfterEach
    void close() {
        server.close();
        loader.close();
    }

    private static Map<String, Object> tool(String name, List<String> values) {
        Map<String, Object> parameters = Map.of("type", "object", "properties", Map.of("v", Map.of("enum", values)), "required",
                List.of("v"), "additionalProperties", false);
        return Map.of("type", "function", "function", Map.of("name", name, "parameters", parameters));
    }

    private HttpResponse<String> chat(String model, Object choice, Map<String, Object> more) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("model", model);
        call.put("messages", List.of(Map.of("role", "user", "content", "hi")));
        call.put("tools", List.of(tool("one", List.of("a", "b")), tool("two", List.of("c"))));
        call.put("tool_choice", choice);
        call.put("parallel_tool_calls", false);
        call.putAll(more);
        return server.post("/v1/chat/completions", call);
    }

    /** Name and arguments of the only call; the random model may write blanks until its context is full, then there is none. */
    private static List<Map<?, ?>> calls(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<?, ?> choice = (Map<?, ?>) ((List<?>) Json.parseObject(response.body()).get("choices")).getFirst();
        List<Map<?, ?>> functions = new ArrayList<>();
        if (((Map<?, ?>) choice.get("message")).get("tool_calls") instanceof List<?> calls) {
            assertThat(choice.get("finish_reason")).isEqualTo("tool_calls");
            calls.forEach(call -> functions.add((Map<?, ?>) ((Map<?, ?>) call).get("function")));
        } else {
            assertThat(choice.get("finish_reason")).isEqualTo("length");
        }
        return functions;
    }

    @Test
    void aCallIsMadeInTheModelsOwnForm() {
        for (String model : List.of("hermes", "llama", "mistral", "kimi", "coder", "oss")) {
            int made = 0;
            for (int seed = 0; seed < 8; seed++) {
                List<Map<?, ?>> calls = calls(chat(model, "required", Map.of("seed", seed)));
                for (Map<?, ?> call : calls) {
                    made++;
                    Object value = Json.parseObject((String) call.get("arguments")).get("v");
                    assertThat(value).isIn(call.get("name").equals("one") ? List.of("a", "b") : List.of("c"));
                }
                assertThat(calls.size()).isLessThanOrEqualTo(1);
            }
            assertThat(made).as(model).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void aNamedFunctionIsTheOneThatIsCalled() {
        Object choice = Map.of("type", "function", "function", Map.of("name", "two"));
        int made = 0;
        for (int seed = 0; seed < 6; seed++) {
            for (Map<?, ?> call : calls(chat("hermes", choice, Map.of("seed", seed)))) {
                made++;
                assertThat(call.get("name")).isEqualTo("two");
                assertThat(Json.parseObject((String) call.get("arguments"))).isEqualTo(Map.of("v", "c"));
            }
        }
        assertThat(made).isGreaterThanOrEqualTo(3);
    }

    @Test
    void ollamasChatTakesAChoiceToo() {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("model", "hermes");
        call.put("stream", false);
        call.put("messages", List.of(Map.of("role", "user", "content", "hi")));
        call.put("tools", List.of(tool("one", List.of("a", "b")), tool("two", List.of("c"))));
        call.put("tool_choice", Map.of("type", "function", "function", Map.of("name", "two")));
        call.put("parallel_tool_calls", false);
        int made = 0;
        for (int seed = 0; seed < 6; seed++) {
            call.put("options", Map.of("seed", seed));
            HttpResponse<String> response = server.post("/api/chat", call);
            assertThat(response.headers().firstValue("X-Hearth-Warning")).isEmpty();
            if (((Map<?, ?>) Json.parseObject(response.body()).get("message")).get("tool_calls") instanceof List<?> calls) {
                made++;
                assertThat(((Map<?, ?>) ((Map<?, ?>) calls.getFirst()).get("function")).get("arguments")).isEqualTo(Map.of("v", "c"));
            }
        }
        assertThat(made).isPositive();
        call.put("tool_choice", "some");
        assertThat(server.post("/api/chat", call).body()).contains("tool_choice is 'some' but must be none, auto, required");
    }

    @Test
    void withAFormatTheAnswerIsACallOrHasTheFormat() {
        Map<String, Object> schema = Map.of("enum", List.of("x", "y"));
        Map<String, Object> format = Map.of("type", "json_schema", "json_schema", Map.of("name", "n", "schema", schema));
        int made = 0;
        for (int seed = 0; seed < 6; seed++) {
            HttpResponse<String> response = chat("hermes", "auto", Map.of("seed", seed, "response_format", format));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            Map<?, ?> choice = (Map<?, ?>) ((List<?>) Json.parseObject(response.body()).get("choices")).getFirst();
            if (!choice.get("finish_reason").equals("length")) {
                made++;
                Object text = ((Map<?, ?>) choice.get("message")).get("content");
                assertThat(text == null ? "call" : Json.parse((String) text)).isIn("call", "x", "y");
            }
        }
        assertThat(made).isPositive();
    }

    /** The reasoning has a budget, for the random model would hardly end it; behind it the answer is bound. */
    @Test
    void reasoningComesFirstAndTheCallBehindIt() {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("model", "thinker");
        call.put("max_tokens", 200);
        call.put("messages", List.of(Map.of("role", "user", "content", "hi")));
        call.put("thinking", Map.of("type", "enabled", "budget_tokens", 5));
        call.put("tools", List.of(Map.of("name", "one", "input_schema", Map.of(
                "type", "object", "properties", Map.of("v", Map.of("enum", List.of("a", "b"))), "required", List.of("v"), "additionalProperties", false))));
        call.put("tool_choice", Map.of("type", "any", "disable_parallel_tool_use", true));
        int made = 0;
        for (int i = 0; i < 12; i++) {
            HttpResponse<String> response = server.post("/v1/messages", call);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            Map<String, Object> message = Json.parseObject(response.body());
            List<?> types = ((List<?>) message.get("content")).stream().map(block -> ((Map<?, ?>) block).get("type")).toList();
            assertThat(types.stream().map(String::valueOf)).as(response.body()).isSubsetOf("thinking", "tool_use");
            for (Object block : (List<?>) message.get("content")) {
                if (((Map<?, ?>) block).get("type").equals("tool_use") && !message.get("stop_reason").equals("max_tokens")) {
                    made++;
                    assertThat(((Map<?, ?>) ((Map<?, ?>) block).get("input")).get("v")).isIn("a", "b");
                }
            }
        }
        assertThat(made).isPositive();
    }

    /** Asked to think and to keep to a format: the format holds for the text, whether or not the model thinks. */
    @Test
    void aFormatHoldsBesideThinking() {
        Map<String, Object> format = Map.of("type", "json_schema", "json_schema",
                Map.of("name", "n", "schema", Map.of("enum", List.of("x", "y"))));
        int shaped = 0;
        for (int seed = 0; seed < 24; seed++) {
            HttpResponse<String> response = chat("oss", "none", Map.of("seed", seed, "response_format", format, "reasoning_effort", "low"));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            Map<?, ?> choice = (Map<?, ?>) ((List<?>) Json.parseObject(response.body()).get("choices")).getFirst();
            if (!choice.get("finish_reason").equals("length")) {
                shaped++;
                assertThat(Json.parse((String) ((Map<?, ?>) choice.get("message")).get("content"))).isIn("x", "y");
            }
        }
        assertThat(shaped).isPositive();
    }

    @Test
    void whatCantBeEnforcedIsRefused() {
        Map<String, Object> bad = Map.of("type", "function", "function", Map.of("name", "x", "parameters", Map.of("type", "none such")));
        HttpResponse<String> schema = chat("hermes", "required", Map.of("tools", List.of(bad)));
        assertThat(schema.statusCode()).isEqualTo(400);
        assertThat(schema.body()).contains("tools can't be enforced");
    }
}
