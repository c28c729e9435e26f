package hearth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.chat.ChatTemplate;
import hearth.chat.answer.AnswerEvent;
import hearth.chat.answer.AnswerFormat;
import hearth.chat.answer.AnswerParser;
import hearth.grammar.Grammar;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.tool.AnswerGrammar;
import hearth.grammar.tool.ToolCallGrammar;
import hearth.grammar.tool.ToolCallSyntax;
import hearth.grammar.tool.ToolDefinition;
import hearth.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the grammar of a form lets through, the parser of that form reads as calls with valid arguments: both sides mean the same text. */
class CallFormsTest {
    private static final int ANSWERS = Integer.getInteger("hearth.calls", 60);
    private static final int MAX_CALLS = 3;

    private static final Map<String, Object> SCHEMA = Json.parseObject(
            """
            {"type":"object","properties":{
              "text":{"type":"string"},"kind":{"type":"string","enum":["a b","it's \\"x\\""]},
              "code":{"type":"string","pattern":"^[a-z<>'\\"]{2,4}$"},"short":{"type":"string","minLength":1,"maxLength":3},
              "n":{"type":"integer","minimum":-3,"maximum":12},"list":{"type":"array","items":{"type":"string"},"maxItems":3},
              "deep":{"type":"object","properties":{"on":{"type":"boolean"},"any":{"enum":["x",1,null]}},"required":["on"]}},
             "required":["text","n"],"additionalProperties":false}""");

    private static final Map<String, Object> OPEN = Map.of("type", "object", "additionalProperties", Map.of("type", "integer"));

    private static List<Map<String, Object>> tools() {
        return List.of(tool("one", SCHEMA), tool("two_2", OPEN));
    }

    private static Map<String, Object> tool(String name, Map<String, Object> parameters) {
        return Map.of("type", "function", "function", Map.of("name", name, "parameters", parameters));
    }

    private static final List<ToolDefinition> DEFINITIONS =
            List.of(new ToolDefinition("one", SCHEMA), new ToolDefinition("two_2", OPEN));

    /** A template that shows no call: the parser goes by the marks it speaks of. */
    private static AnswerFormat format(String marks) {
        return AnswerFormat.of(ChatTemplate.parse("{# " + marks + " #}{% for t in tools or [] %}{{ t }}{% endfor %}"));
    }

    @ParameterizedTest
    @CsvSource({
        "TAGGED, <tool_call>", "MISTRAL, [TOOL_CALLS]", "KIMI, <|tool_call_begin|>", "DEEPSEEK, <｜tool▁call▁begin｜>",
        "INVOKE, <minimax:tool_call>", "JSON_LIST, <tool_calls>", "GEMMA, <start_function_call>", "PYTHON, <|tool_call_start|>",
        "BARE_JSON, none", "HARMONY, <|channel|> <|message|> analysis"
    })
    void whatTheGrammarAllowsIsReadAsValidCalls(String syntax, String marks) {
        AnswerFormat format = format(marks);
        assertThat(format.toolSyntax()).contains(syntax);
        for (ToolCallSyntax form : CallForms.of(syntax)) {
            for (boolean withTokens : new boolean[] {false, true}) {
                WalkVocabulary vocabulary = new WalkVocabulary(withTokens ? controls(form) : List.of());
                Grammar calls = new ToolCallGrammar(form, vocabulary.tokens(), JsonSchemaOptions.DEFAULT).calls(DEFINITIONS, MAX_CALLS);
                TokenGrammar grammar = TokenGrammar.compile(calls, vocabulary.tokens());
                for (int i = 0; i < ANSWERS; i++) {
                    requireCalls(format, vocabulary.walk(grammar, i), form, MAX_CALLS);
                }
            }
        }
    }

    /** The marks of a form that some vocabularies have as control tokens. */
    private static List<String> controls(ToolCallSyntax form) {
        List<String> marks = new ArrayList<>();
        java.util.regex.Matcher matcher = java.util.regex.Pattern.compile("<[^<>{}\"]+>|\\[[A-Z_]+]").matcher(form.open() + form.call() + form.close());
        while (matcher.find()) {
            marks.add(matcher.group());
        }
        if (form.arguments() instanceof ToolCallSyntax.Arguments.Marked marked) {
            marks.add(marked.mark());
        }
        return marks.stream().distinct().toList();
    }

    @Test
    void textMayStandBeforeCallsAndReasoningBeforeBoth() {
        AnswerFormat format = format("<tool_call> <think> </think>");
        WalkVocabulary vocabulary = new WalkVocabulary(List.of());
        AnswerGrammar answers = new AnswerGrammar(vocabulary.tokens());
        Grammar calls = new ToolCallGrammar(ToolCallSyntax.HERMES, vocabulary.tokens(), JsonSchemaOptions.DEFAULT).calls(DEFINITIONS, 1);
        AnswerGrammar.Reasoning tags = new AnswerGrammar.Reasoning("<think>", "</think>", List.of());
        Grammar all = answers.behind(tags, AnswerGrammar.Start.MAY_REASON, answers.textThenCalls(format.markers(), calls));
        TokenGrammar grammar = TokenGrammar.compile(all, vocabulary.tokens());
        int called = 0;
        for (int i = 0; i < 300; i++) {
            String text = vocabulary.walk(grammar, i);
            List<AnswerEvent> events = events(format, text);
            assertThat(events).as(text).noneMatch(AnswerEvent.CallBroken.class::isInstance);
            List<AnswerEvent.CallFinished> made = calls(events);
            assertThat(made.size()).as(text).isLessThanOrEqualTo(1);
            made.forEach(call -> requireValid(call, text));
            called += made.size();
        }
        assertThat(called).isPositive();
    }

    private static void requireCalls(AnswerFormat format, String text, ToolCallSyntax form, int most) {
        List<AnswerEvent> events = events(format, text);
        List<AnswerEvent.CallFinished> calls = calls(events);
        assertThat(events)
                .as("%s in the form %s", text, form)
                .noneMatch(event -> event instanceof AnswerEvent.CallBroken || event instanceof AnswerEvent.Text);
        assertThat(calls.size()).as("%s in the form %s", text, form).isBetween(1, most);
        calls.forEach(call -> requireValid(call, text));
    }

    private static List<AnswerEvent> events(AnswerFormat format, String text) {
        List<AnswerEvent> events = new ArrayList<>();
        AnswerParser parser = format.parser("", tools());
        parser.push(text, events::add);
        parser.finish(events::add);
        return events;
    }

    private static List<AnswerEvent.CallFinished> calls(List<AnswerEvent> events) {
        return events.stream().filter(AnswerEvent.CallFinished.class::isInstance).map(AnswerEvent.CallFinished.class::cast).toList();
    }

    private static void requireValid(AnswerEvent.CallFinished call, String text) {
        if (call.name().equals("two_2")) {
            assertThat(call.arguments().values().stream().allMatch(Long.class::isInstance)).as(text).isTrue();
            return;
        }
        assertThat(call.name()).isEqualTo("one");
        Map<String, Object> rest = new LinkedHashMap<>(call.arguments());
        assertThat(rest.remove("text")).as(text).isInstanceOf(String.class);
        assertThat((Long) rest.remove("n")).as(text).isBetween(-3L, 12L);
        Optional.ofNullable(rest.remove("kind")).ifPresent(kind -> assertThat(kind).as(text).isIn("a b", "it's \"x\""));
        Optional.ofNullable(rest.remove("code")).ifPresent(code -> assertThat((String) code).as(text).matches("[a-z<>'\"]{2,4}"));
        Optional.ofNullable((String) rest.remove("short"))
                .ifPresent(value -> assertThat(value.codePointCount(0, value.length())).as(text).isBetween(1, 3));
        if (rest.remove("list") instanceof List<?> list) {
            assertThat(list.size()).as(text).isLessThanOrEqualTo(3);
            assertThat(list.stream().allMatch(String.class::isInstance)).as(text).isTrue();
        }
        if (rest.remove("deep") instanceof Map<?, ?> deep) {
            assertThat(deep.get("on")).as(text).isInstanceOf(Boolean.class);
            assertThat(deep.containsKey("any") ? deep.get("any") : "x").as(text).isIn("x", 1L, null);
        }
        assertThat(rest).as(text).isEmpty();
    }

    /** The form that is chosen for a real template is the one in which it renders calls. */
    @Test
    void realTemplatesGetTheFormThatTheyRender() throws IOException {
        Optional<Path> folder = templates();
        assumeTrue(folder.isPresent(), "missing: shared/data/templates, beside the repository");
        Map<String, String> begins = Map.ofEntries(
                Map.entry("Qwen-Qwen3-0.6B", "<tool_call>\n{\"name\": \""), Map.entry("Qwen3-Coder", "<tool_call>\n<function="),
                Map.entry("GLM-4.7-Flash", "<tool_call>{name}{arguments}"), Map.entry("poolside-Laguna-XS.2", "<tool_call>{name}\n"),
                Map.entry("MiniMax-M2", "<invoke name="), Map.entry("deepseek-ai-DeepSeek-V3.2", "<｜DSML｜invoke"),
                Map.entry("google-gemma-4-31B-it-interleaved", "<|tool_call>call:"), Map.entry("LFM2.5-8B-A1B", "{name}({arguments})"),
                Map.entry("moonshotai-Kimi-K2", "<|tool_call_begin|>functions."), Map.entry("Apertus-8B-Instruct", "{\"{name}\": "),
                Map.entry("NVIDIA-Nemotron-Nano-v2", "{\"name\": "), Map.entry("GigaChat3.1-10B-A1.8B", "<|function_call|>"),
                Map.entry("Mistral-Small-3.2-24B-Instruct-2506", "[TOOL_CALLS]{name}[CALL_ID]"),
                Map.entry("unsloth-mistral-Devstral-Small-2507", "[TOOL_CALLS]{name}[ARGS]"),
                Map.entry("meetkai-functionary-medium-v3.1", "<function={name}>{"),
                Map.entry("meta-llama-Llama-3.1-8B-Instruct", "{\"name\": \"{name}\", \"parameters\""));
        for (Map.Entry<String, String> expected : begins.entrySet()) {
            ChatTemplate template = ChatTemplate.parse(Files.readString(folder.get().resolve(expected.getKey() + ".jinja")));
            ToolSyntaxes found = ToolSyntaxes.of(Optional.of(template), AnswerFormat.of(template));
            assertThat(found.enforceable("tools").call()).as(expected.getKey()).startsWith(expected.getValue());
        }
    }

    private static Optional<Path> templates() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/data/templates");
            if (Files.isDirectory(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
