package hearth.server.call;

import hearth.chat.ToolCall;
import hearth.server.call.AnswerEvent.Finished;
import hearth.server.call.AnswerEvent.PromptProgress;
import hearth.server.call.AnswerEvent.Started;
import hearth.server.call.AnswerEvent.TextDelta;
import hearth.server.call.AnswerEvent.ThinkingDelta;
import hearth.server.call.AnswerEvent.ToolCallDelta;
import hearth.server.call.AnswerEvent.ToolCallFinished;
import hearth.server.call.AnswerEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Events in, whole answers out. For one thread. */
public final class AnswerCollector {
    private final TreeMap<Integer, Growing> choices = new TreeMap<>();

    /** One that has seen nothing. */
    public AnswerCollector() {}

    private static final class Growing {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final List<ToolCall> calls = new ArrayList<>();
        private final List<TokenLogprob> logprobs = new ArrayList<>();
        private AnswerEnd end;
    }

    public void on(AnswerEvent event) {
        switch (event) {
            case TextDelta delta -> {
                Growing choice = choice(delta.choice());
                choice.text.append(delta.text());
                choice.logprobs.addAll(delta.logprobs());
            }
            case ThinkingDelta delta -> {
                Growing choice = choice(delta.choice());
                choice.thinking.append(delta.text());
                choice.logprobs.addAll(delta.logprobs());
            }
            case ToolCallFinished call -> choice(call.choice()).calls.add(call.call());
            case Finished finished -> choice(finished.choice()).end = finished.end();
            case Started _, PromptProgress _, ToolCallStarted _, ToolCallDelta _ -> {
                // The whole call follows; the rest is told by the end.
            }
        }
    }

    /** The finished choices, in order. */
    public List<Answer> answers() {
        List<Answer> answers = new ArrayList<>();
        choices.forEach((index, choice) -> {
            if (choice.end != null) {
                answers.add(new Answer(index, choice.text.toString(), choice.thinking.toString(), choice.calls, choice.logprobs,
                        choice.end));
            }
        });
        return answers;
    }

    private Growing choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Growing());
    }
}
