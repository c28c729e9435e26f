package hearth.server.call;

import hearth.chat.ToolCall;
import java.util.List;

/** One whole choice, for clients that do not stream. */
public record Answer(
        int choice, String text, String thinking, List<ToolCall> toolCalls, List<TokenLogprob> logprobs, AnswerEnd end) {
    public Answer {
        toolCalls = List.copyOf(toolCalls);
        logprobs = List.copyOf(logprobs);
    }
}
