package hearth.server.answer;

import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerEvent.TextDelta;
import hearth.server.call.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/** Everything is the answer's text. */
final class PlainReader implements OutputReader {
    private final int choice;
    private final List<TokenLogprob> held = new ArrayList<>();

    PlainReader(int choice) {
        this.choice = choice;
    }

    @Override
    public List<AnswerEvent> push(String text, List<TokenLogprob> logprobs) {
        held.addAll(logprobs);
        return text.isEmpty() ? List.of() : List.of(flush(text));
    }

    @Override
    public List<AnswerEvent> finish() {
        return held.isEmpty() ? List.of() : List.of(flush(""));
    }

    private TextDelta flush(String text) {
        TextDelta delta = new TextDelta(choice, text, List.copyOf(held));
        held.clear();
        return delta;
    }

    @Override
    public boolean isThinking() {
        return false;
    }
}
