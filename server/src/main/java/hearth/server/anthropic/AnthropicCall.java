package hearth.server.anthropic;

import hearth.server.call.ChatCall;
import java.util.List;

/**
 * A request for a message.
 *
 * @param maxTokens as many tokens as the client allowed
 * @param stopSequences those of the client; the model's own are not among them
 * @param streams whether the answer comes in events
 * @param showsThinking whether the text of the reasoning is told
 * @param warnings what of the request has no effect
 */
record AnthropicCall(
        ChatCall call, int maxTokens, List<String> stopSequences, boolean streams, boolean showsThinking, List<String> warnings) {
    AnthropicCall {
        stopSequences = List.copyOf(stopSequences);
        warnings = List.copyOf(warnings);
    }
}
