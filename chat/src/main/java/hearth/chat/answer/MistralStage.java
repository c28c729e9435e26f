package hearth.chat.answer;

import java.util.List;
import java.util.Optional;

/** What follows {@code [TOOL_CALLS]}: a list of JSON objects, or a name, an id between marks, and the arguments. */
final class MistralStage implements Stage {
    private final Stage next;

    MistralStage(Stage next) {
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        in.skipBlanks();
        if (in.isEmpty() && !in.ended()) {
            return null;
        }
        boolean list = !in.isEmpty() && in.charAt(0) == '[';
        return list
                ? new JsonCallsStage(Optional.empty(), false, next)
                : new HeaderCallStage(CallNames::mistral, List.of(), next);
    }
}
