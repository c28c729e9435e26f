package hearth.chat.answer;

import java.util.Optional;

/** The start of an answer that may be nothing but calls in bare JSON. */
final class LeadStage implements Stage {
    private final Stage next;

    LeadStage(Stage next) {
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        in.mark();
        in.skipBlanks();
        if (in.isEmpty()) {
            return in.ended() ? next : null;
        }
        char c = in.charAt(0);
        return c == '{' || c == '[' ? new JsonCallsStage(Optional.empty(), true, next) : next;
    }
}
