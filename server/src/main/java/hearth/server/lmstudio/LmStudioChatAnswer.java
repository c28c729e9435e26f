package hearth.server.lmstudio;

import hearth.chat.ToolCall;
import hearth.server.call.Answer;
import hearth.server.call.AnswerUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of {@code /api/v1/chat}, whole or at the end of a stream. Pure.
 *
 * @param instanceId of the model in memory
 * @param wasLoaded whether it was there before the request
 */
record LmStudioChatAnswer(String instanceId, boolean wasLoaded) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String NO_TOOLS = "the request has no tools";

    Map<String, Object> whole(List<Answer> answers) {
        Answer answer = answers.getFirst();
        return result(answer.thinking(), answer.text(), answer.toolCalls(), stats(answer.end().usage()));
    }

    Map<String, Object> result(String thinking, String text, List<ToolCall> calls, Map<String, Object> stats) {
        List<Object> output = new ArrayList<>();
        if (!thinking.isEmpty()) {
            output.add(item("reasoning", thinking));
        }
        if (!text.isEmpty()) {
            output.add(item("message", text));
        }
        for (ToolCall call : calls) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("type", "invalid_tool_call");
            item.putAll(refused(call));
            output.add(item);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model_instance_id", instanceId);
        result.put("output", output);
        result.put("stats", stats);
        return result;
    }

    /** Why a tool is not called that the model asked for unbidden. */
    static Map<String, Object> refused(ToolCall call) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reason", NO_TOOLS);
        fields.put("metadata", Map.of("type", "invalid_name", "tool_name", call.name()));
        return fields;
    }

    private static Map<String, Object> item(String type, String content) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("type", type);
        item.put("content", content);
        return item;
    }

    Map<String, Object> stats(AnswerUsage usage) {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("input_tokens", usage.promptTokens());
        stats.put("total_output_tokens", usage.generatedTokens());
        stats.put("reasoning_output_tokens", usage.thinkingTokens());
        stats.put("tokens_per_second", tokensPerSecond(usage));
        stats.put("time_to_first_token_seconds", firstTokenSeconds(usage));
        if (!wasLoaded) {
            stats.put("model_load_time_seconds", usage.loadNanos() / NANOS_PER_SECOND);
        }
        return stats;
    }

    static double tokensPerSecond(AnswerUsage usage) {
        return usage.generationNanos() <= 0 ? 0 : usage.generatedTokens() * NANOS_PER_SECOND / usage.generationNanos();
    }

    /** Waiting for a slot and evaluating the prompt; loading is told apart. */
    static double firstTokenSeconds(AnswerUsage usage) {
        return (usage.queueNanos() + usage.promptNanos()) / NANOS_PER_SECOND;
    }
}
