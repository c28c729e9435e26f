package hearth.server.openai;

import hearth.server.call.ChatCall;
import hearth.server.wire.Fields;
import java.util.Map;
import java.util.function.Consumer;

/** Reads chat requests for others. */
public final class OpenAiChatCalls {
    private OpenAiChatCalls() {}

    /**
     * The call that a request of {@code /v1/chat/completions} stands for.
     *
     * @param warnings told what of it has no effect
     * @throws hearth.server.call.ApiException if it is wrong
     */
    public static ChatCall read(Map<String, Object> request, Consumer<String> warnings) {
        OpenAiChatCall read = OpenAiChatCall.read(Fields.of(request));
        read.warnings().forEach(warnings);
        return read.call();
    }
}
