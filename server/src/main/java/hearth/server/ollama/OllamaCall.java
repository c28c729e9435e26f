package hearth.server.ollama;

import hearth.server.call.AnswerOptions;
import hearth.server.call.ChatCall;
import hearth.server.call.CompletionCall;
import hearth.server.call.KeepAlive;
import java.util.List;
import java.util.Optional;

/**
 * A generate or chat request.
 *
 * @param streams whether the answer comes in pieces
 * @param warnings what of the request has no effect
 */
record OllamaCall(String model, Work work, AnswerOptions options, Optional<KeepAlive> keepAlive, boolean streams, List<String> warnings) {
    /** What is asked for. */
    sealed interface Work {
        /** Load the model, or unload it with a keep-alive of 0. */
        record Load() implements Work {}

        record Chat(ChatCall call) implements Work {}

        record Completion(CompletionCall call) implements Work {}

        /** Show the prompt instead of running it. */
        record Render(ChatCall call) implements Work {}
    }
}
