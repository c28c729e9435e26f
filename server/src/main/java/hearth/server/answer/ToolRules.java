package hearth.server.answer;

import hearth.server.call.AnswerFormat;
import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.call.ToolChoice;
import java.util.List;
import java.util.Map;

/** What the tools of a call mean for the shape of its answer. */
final class ToolRules {
    private static final int MAX_CALLS = 16;

    private ToolRules() {}

    /** The shape to enforce; the call's own where its tools leave the model free. */
    static AnswerFormat format(ChatCall call) {
        AnswerFormat own = call.options().format();
        ToolChoice choice = call.toolChoice();
        int maxCalls = choice.parallel() ? MAX_CALLS : 1;
        if (choice.mode() == ToolChoice.Mode.REQUIRED) {
            return new AnswerFormat.ToolCalls(required(call), maxCalls, true, AnswerFormat.TEXT);
        }
        if (choice.mode() == ToolChoice.Mode.NONE || call.tools().isEmpty()) {
            return own;
        }
        boolean strict = call.tools().stream().anyMatch(tool -> Boolean.TRUE.equals(function(tool).get("strict")));
        boolean shaped = !(own instanceof AnswerFormat.Text);
        return strict || shaped || !choice.parallel()
                ? new AnswerFormat.ToolCalls(call.tools(), maxCalls, false, own)
                : own;
    }

    private static List<Map<String, Object>> required(ChatCall call) {
        List<Map<String, Object>> tools = call.toolChoice().name()
                .map(name -> call.tools().stream().filter(tool -> name.equals(function(tool).get("name"))).toList())
                .orElse(call.tools());
        if (tools.isEmpty()) {
            throw ApiException.invalid("tool_choice", "requires a call of a tool that is not in tools");
        }
        return tools;
    }

    private static Map<?, ?> function(Map<String, Object> tool) {
        return tool.get("function") instanceof Map<?, ?> function ? function : Map.of();
    }
}
