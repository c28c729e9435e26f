package hearth.chat.answer;

import java.util.Optional;

/** What follows {@code <tool_call>}: JSON (Hermes, Qwen), {@code <function=…>} (Qwen Coder), or a name and its keys (GLM). */
final class TaggedStage implements Stage {
    private static final String CLOSE = "</tool_call>";
    private static final String FUNCTION = "<function=";

    private final Stage next;

    TaggedStage(Stage next) {
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        in.skipBlanks();
        if (in.isEmpty()) {
            if (in.ended()) {
                out.notACall(in.sinceMark());
                return next;
            }
            return null;
        }
        char c = in.charAt(0);
        if (c == '{' || c == '[') {
            return new JsonCallsStage(Optional.of(CLOSE), false, next);
        }
        return switch (in.takeIf(FUNCTION)) {
            // The text stage leaves the closing </tool_call> out.
            case YES -> new FunctionStage(next);
            case MAYBE -> null;
            case NO -> new BodyCallStage(CLOSE, ParameterTags.KEY_AND_VALUE, next);
        };
    }
}
