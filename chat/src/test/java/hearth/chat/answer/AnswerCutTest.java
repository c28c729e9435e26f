package hearth.chat.answer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.answer.AnswerEvent.CallArguments;
import hearth.chat.answer.AnswerEvent.CallBegun;
import hearth.chat.answer.AnswerEvent.CallBroken;
import hearth.chat.answer.AnswerEvent.CallFinished;
import hearth.chat.answer.AnswerEvent.Text;
import hearth.chat.answer.AnswerEvent.Thinking;
import hearth.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One answer of each family, cut at every two places and character by character, always gives the same events. */
class AnswerCutTest {
    private static final Map<String, Object> PARIS = Map.of("city", "Paris", "days", 2L);
    private static final String JSON = "{\"city\": \"Paris\", \"days\": 2}";

    record Sample(String name, AnswerFormat format, String prompt, String answer, List<AnswerEvent> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static AnswerFormat think(String call) {
        return Answers.format(call, "<think></think>");
    }

    private static List<AnswerEvent> call(int index, String arguments) {
        return List.of(
                new CallBegun(index, "get_weather"),
                new CallArguments(index, arguments),
                new CallFinished(index, "get_weather", Json.parseObject(arguments)));
    }

    private static List<AnswerEvent> events(Object... parts) {
        List<AnswerEvent> events = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof List<?> list) {
                list.forEach(event -> events.add((AnswerEvent) event));
            } else {
                events.add((AnswerEvent) part);
            }
        }
        return events;
    }

    private static final String HERMES = "<tool_call>\n{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson }}}\n</tool_call>";
    private static final String WRITTEN = Json.write(new java.util.LinkedHashMap<>(Json.parseObject(JSON)));

    static Stream<Sample> samples() {
        AnswerFormat hermes = think(HERMES);
        AnswerFormat coder = think("<tool_call>\n<function={{ c.function.name }}>\n{% for k, v in c.function.arguments.items() %}<parameter={{ k }}>\n{{ v }}\n</parameter>\n{% endfor %}</function>\n</tool_call>");
        AnswerFormat glm = think("<tool_call>{{ c.function.name }}{% for k, v in c.function.arguments.items() %}<arg_key>{{ k }}</arg_key><arg_value>{{ v }}</arg_value>{% endfor %}</tool_call>");
        AnswerFormat mistral = Answers.format("[TOOL_CALLS]{{ c.function.name }}[ARGS]{{ c.function.arguments | tojson }}", "[THINK][/THINK]");
        AnswerFormat oldMistral = Answers.format("[TOOL_CALLS][{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson }}}]", "");
        AnswerFormat kimi = Answers.format("<|tool_calls_section_begin|><|tool_call_begin|>functions.{{ c.function.name }}:0<|tool_call_argument_begin|>{{ c.function.arguments | tojson }}<|tool_call_end|><|tool_calls_section_end|>", "");
        AnswerFormat deepSeek = think("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>{{ c.function.name }}\n```json\n{{ c.function.arguments | tojson }}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>");
        AnswerFormat dsml = think("<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"{{ c.function.name }}\">\n"
                + "{% for k, v in c.function.arguments.items() %}<｜DSML｜parameter name=\"{{ k }}\" string=\"{{ 'true' if v is string else 'false' }}\">{{ v }}</｜DSML｜parameter>\n{% endfor %}</｜DSML｜invoke>\n</｜DSML｜function_calls>");
        AnswerFormat llama = Answers.format("{\"name\": \"{{ c.function.name }}\", \"parameters\": {{ c.function.arguments | tojson }}}", "");
        AnswerFormat gemma = Answers.format("<|tool_call>call:{{ c.function.name }}{city:<|\"|>{{ c.function.arguments.city }}<|\"|>,count:{{ c.function.arguments.count }}}<tool_call|>", "<|channel>thought <channel|>");
        AnswerFormat python = Answers.format("<|tool_call_start|>[{{ c.function.name }}(city='{{ c.function.arguments.city }}', count={{ c.function.arguments.count }})]<|tool_call_end|>", "");
        AnswerFormat harmony = Answers.format("", "<|channel|>analysis<|message|>");
        AnswerFormat apertus = Answers.format("<|tools_prefix|>[{\"{{ c.function.name }}\": {{ c.function.arguments | tojson }}}]<|tools_suffix|>", "");
        return Stream.of(
                new Sample("plain text keeps its blanks", hermes, "", "Hello <b>you</b>\n\n  there\n", events(new Text("Hello <b>you</b>\n\n  there\n"))),
                new Sample("thinking, then text", hermes, "", "<think>\nHm, well.\n</think>\n\nHi!", events(new Thinking("Hm, well."), new Text("Hi!"))),
                new Sample("thinking that the prompt opened", hermes, "x<think>\n", "Hm.</think>\nHi", events(new Thinking("Hm."), new Text("Hi"))),
                new Sample("thinking that never ends", hermes, "", "<think>Hm and", events(new Thinking("Hm and"))),
                new Sample("hermes", hermes, "", "Sure.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": " + JSON + "}\n</tool_call>", events(new Text("Sure."), call(0, JSON))),
                new Sample("hermes, two calls", hermes, "", "<tool_call>{\"name\": \"get_weather\", \"arguments\": " + JSON + "}</tool_call>\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {}}\n</tool_call>\n",
                        events(call(0, JSON), call(1, "{}"))),
                new Sample("hermes, arguments before the name", hermes, "", "<tool_call>{\"arguments\": {\"city\": \"Paris\"}, \"name\": \"get_weather\"}</tool_call>",
                        events(call(0, "{\"city\":\"Paris\"}"))),
                new Sample("hermes, closing tag inside a string", hermes, "", "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"</tool_call> \\\"}\"}}</tool_call>done",
                        events(call(0, "{\"city\": \"</tool_call> \\\"}\"}"), new Text("done"))),
                new Sample("hermes, cut short", hermes, "", "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"ci",
                        events(new CallBegun(0, "get_weather"), new CallArguments(0, "{\"ci"), new CallBroken(0, "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"ci"))),
                new Sample("hermes, not JSON", hermes, "", "<tool_call>{nonsense}</tool_call>", events(new Text("<tool_call>{nonsense}"))),
                new Sample("qwen coder", coder, "", "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n<parameter=days>\n2\n</parameter>\n</function>\n</tool_call>",
                        events(call(0, WRITTEN))),
                new Sample("glm", glm, "", "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n<arg_key>days</arg_key><arg_value>2</arg_value></tool_call>",
                        events(call(0, WRITTEN))),
                new Sample("mistral", mistral, "", "[THINK]Hm[/THINK]Ok[TOOL_CALLS]get_weather[CALL_ID]abc[ARGS]" + JSON + "[TOOL_CALLS]get_weather[ARGS]{}",
                        events(new Thinking("Hm"), new Text("Ok"), call(0, JSON), call(1, "{}"))),
                new Sample("mistral, a list", oldMistral, "", "[TOOL_CALLS] [{\"name\": \"get_weather\", \"arguments\": " + JSON + "}, {\"name\": \"get_weather\", \"arguments\": {}}]",
                        events(call(0, JSON), call(1, "{}"))),
                new Sample("kimi k2", kimi, "", "Let me see.<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>" + JSON
                        + "<|tool_call_end|><|tool_call_begin|>functions.get_weather:1<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>",
                        events(new Text("Let me see."), call(0, JSON), call(1, "{}"))),
                new Sample("deepseek r1", deepSeek, "<think>\n", "Hm.\n</think>\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n" + JSON + "\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
                        events(new Thinking("Hm."), call(0, JSON))),
                new Sample("deepseek v3.1", deepSeek, "", "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>" + JSON + "<｜tool▁call▁end｜><｜tool▁calls▁end｜>", events(call(0, JSON))),
                new Sample("deepseek v3.2", dsml, "", "\n\n<｜DSML｜function_calls>\n<｜DSML｜invoke name=\"get_weather\">\n<｜DSML｜parameter name=\"city\" string=\"true\">Paris</｜DSML｜parameter>\n"
                        + "<｜DSML｜parameter name=\"days\" string=\"false\">2</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>",
                        events(call(0, WRITTEN))),
                new Sample("llama 3", llama, "", "{\"name\": \"get_weather\", \"parameters\": " + JSON + "}", events(call(0, JSON))),
                new Sample("llama 3, python tag, two", llama, "", "<|python_tag|>{\"name\": \"get_weather\", \"parameters\": {}}; {\"type\": \"function\", \"name\": \"get_weather\", \"parameters\": " + JSON + "}",
                        events(call(0, "{}"), call(1, JSON))),
                new Sample("llama 3, JSON that is no call", llama, "", "{\"answer\": 42, \"name\": \"x\"}", events(new Text("{\"answer\": 42, \"name\": \"x\"}"))),
                new Sample("llama 3, unknown tool", llama, "", "{\"name\": \"rm\", \"parameters\": {}}", events(new Text("{\"name\": \"rm\", \"parameters\": {}}"))),
                new Sample("llama 3, text", llama, "", "Well, {\"name\": 1}", events(new Text("Well, {\"name\": 1}"))),
                new Sample("gemma 4", gemma, "", "<|channel>thought\nHm.<channel|>Ok<|tool_call>call:get_weather{city:<|\"|>Paris<|\"|>,days:2}<tool_call|>",
                        events(new Thinking("Hm."), new Text("Ok"), call(0, WRITTEN))),
                new Sample("function gemma", gemma, "", "<start_function_call>call:get_weather{city:<escape>Paris<escape>,days:2}<end_function_call>", events(call(0, WRITTEN))),
                new Sample("lfm2", python, "", "<|tool_call_start|>[get_weather(city='Paris', days=2), noop()]<|tool_call_end|>Done.",
                        events(call(0, WRITTEN), new CallBegun(1, "noop"), new CallArguments(1, "{}"), new CallFinished(1, "noop", Map.of()), new Text("Done."))),
                new Sample("apertus", apertus, "", "<|tools_prefix|>[{\"get_weather\": " + JSON + "}]<|tools_suffix|>", events(call(0, JSON))),
                new Sample("harmony", harmony, "", "<|channel|>analysis<|message|>Need it.<|end|><|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>" + JSON + "<|call|>",
                        events(new Thinking("Need it."), call(0, JSON))),
                new Sample("harmony, final", harmony, "", "<|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>",
                        events(new Thinking("Hm"), new Text("Hello!"))));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyCutGivesTheSameEvents(Sample sample) {
        String answer = sample.answer();
        assertThat(Answers.parse(sample.format(), sample.prompt(), List.of(answer))).isEqualTo(sample.expected());
        assertThat(Answers.parse(sample.format(), sample.prompt(), answer.chars().mapToObj(Character::toString).toList()))
                .isEqualTo(sample.expected());
        for (int first = 0; first <= answer.length(); first++) {
            for (int second = first; second <= answer.length(); second += 7) {
                List<String> pieces = List.of(answer.substring(0, first), answer.substring(first, second), answer.substring(second));
                assertThat(Answers.parse(sample.format(), sample.prompt(), pieces)).as("cut at %d and %d", first, second).isEqualTo(sample.expected());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyBeginningEndsWithoutAnErrorAndEachCallIsEndedOnce(Sample sample) {
        for (int end = 0; end <= sample.answer().length(); end++) {
            List<AnswerEvent> events = Answers.parse(sample.format(), sample.prompt(), List.of(sample.answer().substring(0, end)));
            long begun = events.stream().filter(CallBegun.class::isInstance).count();
            long ended = events.stream().filter(event -> event instanceof CallFinished || event instanceof CallBroken).count();
            assertThat(ended).as("cut at %d: %s", end, events).isEqualTo(begun);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void withoutToolsNothingIsACall(Sample sample) {
        if (sample.format().toolSyntax().filter("HARMONY"::equals).isPresent()) {
            return;
        }
        List<AnswerEvent> events = new ArrayList<>();
        AnswerParser parser = sample.format().parser(sample.prompt(), List.of());
        parser.push(sample.answer(), events::add);
        parser.finish(events::add);
        assertThat(events).allMatch(event -> event instanceof Text || event instanceof Thinking);
    }

    @org.junit.jupiter.api.Test
    void parisIsWhatTheSamplesCallWith() {
        assertThat(Json.parseObject(JSON)).isEqualTo(PARIS);
    }
}
