package hearth.server.openai;

import hearth.server.call.AnswerEvent;

/** Renumbers choices, so that the answers to several prompts make one list. */
final class ShiftedEvents {
    private ShiftedEvents() {}

    static AnswerEvent shifted(AnswerEvent event, int by) {
        return switch (event) {
            case AnswerEvent.Started started -> started;
            case AnswerEvent.PromptProgress progress -> progress;
            case AnswerEvent.TextDelta delta -> new AnswerEvent.TextDelta(delta.choice() + by, delta.text(), delta.logprobs());
            case AnswerEvent.ThinkingDelta delta -> new AnswerEvent.ThinkingDelta(delta.choice() + by, delta.text(), delta.logprobs());
            case AnswerEvent.ToolCallStarted call ->
                new AnswerEvent.ToolCallStarted(call.choice() + by, call.index(), call.id(), call.name());
            case AnswerEvent.ToolCallDelta delta ->
                new AnswerEvent.ToolCallDelta(delta.choice() + by, delta.index(), delta.argumentsJson());
            case AnswerEvent.ToolCallFinished call -> new AnswerEvent.ToolCallFinished(call.choice() + by, call.index(), call.call());
            case AnswerEvent.Finished finished -> new AnswerEvent.Finished(finished.choice() + by, finished.end());
        };
    }
}
