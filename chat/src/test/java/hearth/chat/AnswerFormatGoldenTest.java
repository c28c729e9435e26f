package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.chat.answer.AnswerEvent;
import hearth.chat.answer.AnswerFormat;
import hearth.chat.answer.AnswerParser;
import hearth.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The call that a real template renders (by Python's Jinja2) is read back by the format found for that template. */
class AnswerFormatGoldenTest {
    private static final String GENERATION = "Weather in Paris?";

    /** Templates whose rendering of the conversation shows no call at all, or that raise an error. */
    private static final List<String> WITHOUT_CALL = List.of(
            "HuggingFaceTB-SmolLM3-3B", "LFM2.5-Instruct", "llama-cpp-deepseek-r1", "meetkai-functionary-medium-v3.2");

    /** Syntaxes that are not known (marks of their own around every tag). */
    private static final List<String> UNKNOWN = List.of("MiniMax-M3", "tencent-Hy3");

    @Test
    @SuppressWarnings("unchecked")
    void realTemplatesCallsAreRead() {
        assumeTrue(TestTemplates.folder().isPresent(), TestTemplates.MISSING);
        Path folder = TestTemplates.folder().get();
        Map<String, Object> cases = Json.parseObject(TestTemplates.read(folder.resolve("cases.json")));
        List<Map<String, Object>> tools =
                (List<Map<String, Object>>) ((Map<String, Object>) cases.get("tool_round_trip")).get("tools");
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Path file : TestTemplates.templates(folder)) {
            String name = file.getFileName().toString().replace(".jinja", "");
            Map<String, Object> expectations = Json.parseObject(TestTemplates.read(folder.resolve(name + ".expected.json")));
            Object expected = ((Map<String, Object>) expectations.get("tool_round_trip")).get("expected");
            if (WITHOUT_CALL.contains(name) || UNKNOWN.contains(name)) {
                continue;
            }
            AnswerFormat format = AnswerFormat.of(ChatTemplate.parse(TestTemplates.read(file)));
            String text = (String) expected;
            String prompt = text.substring(0, text.lastIndexOf(GENERATION));
            List<AnswerEvent> calls = calls(format, answerOf(text.substring(prompt.length()), format), tools);
            if (calls.equals(List.of(new AnswerEvent.CallFinished(0, "get_weather", Map.of("city", "Paris", "unit", "celsius"))))) {
                read++;
            } else {
                wrong.add(name + " " + format.toolSyntax() + " " + calls);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(read).isGreaterThanOrEqualTo(28);
    }

    // Bare JSON counts only at the beginning of an answer.
    private static String answerOf(String text, AnswerFormat format) {
        return format.toolSyntax().filter("BARE_JSON"::equals).isPresent() ? text.substring(text.indexOf("{\"name\"")) : text;
    }

    private static List<AnswerEvent> calls(AnswerFormat format, String text, List<Map<String, Object>> tools) {
        List<AnswerEvent> events = new ArrayList<>();
        AnswerParser parser = format.parser("", tools);
        parser.push(text, events::add);
        parser.finish(events::add);
        return events.stream().filter(AnswerEvent.CallFinished.class::isInstance).toList();
    }
}
