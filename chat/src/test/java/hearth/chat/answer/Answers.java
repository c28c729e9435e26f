package hearth.chat.answer;

import hearth.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs parsers and joins neighbouring events, so that results of different cuts can be compared. */
final class Answers {
    static final List<Map<String, Object>> TOOLS = List.of(tool(
            "get_weather",
            Map.of("city", Map.of("type", "string"), "unit", Map.of("type", "string"), "days", Map.of("type", "integer"))), tool("noop", Map.of()));

    private Answers() {}

    private static Map<String, Object> tool(String name, Map<String, Object> properties) {
        Map<String, Object> parameters = Map.of("type", "object", "properties", properties);
        return Map.of("type", "function", "function", Map.of("name", name, "parameters", parameters));
    }

    /** A template that only has to be recognised. */
    static AnswerFormat format(String callOfTemplate, String extra) {
        return AnswerFormat.of(ChatTemplate.parse(
                "{% if tools %}{{ tools | tojson }}{% endif %}{# " + extra + " #}{% for m in messages %}[{{ m.role }}]{{ m.content }}"
                        + "{% for c in m.tool_calls or [] %}" + callOfTemplate + "{% endfor %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"));
    }

    static List<AnswerEvent> parse(AnswerFormat format, String prompt, List<String> pieces) {
        List<AnswerEvent> events = new ArrayList<>();
        AnswerParser parser = format.parser(prompt, TOOLS);
        pieces.forEach(piece -> parser.push(piece, event -> add(events, event)));
        parser.finish(event -> add(events, event));
        return events;
    }

    private static void add(List<AnswerEvent> events, AnswerEvent event) {
        AnswerEvent before = events.isEmpty() ? null : events.getLast();
        AnswerEvent joined = switch (event) {
            case AnswerEvent.Text(String text) when before instanceof AnswerEvent.Text(String first) -> new AnswerEvent.Text(first + text);
            case AnswerEvent.Thinking(String text) when before instanceof AnswerEvent.Thinking(String first) ->
                new AnswerEvent.Thinking(first + text);
            case AnswerEvent.CallArguments(int index, String piece) when before instanceof AnswerEvent.CallArguments(int same, String first)
                    && same == index -> new AnswerEvent.CallArguments(index, first + piece);
            default -> null;
        };
        if (joined != null) {
            events.removeLast();
        }
        events.add(joined == null ? event : joined);
    }
}
