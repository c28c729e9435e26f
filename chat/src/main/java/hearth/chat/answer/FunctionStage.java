package hearth.chat.answer;

import java.util.List;

/** What follows {@code <function=}: a name, then JSON (Functionary) or parameters between tags (Qwen Coder). */
final class FunctionStage implements Stage {
    private static final String CLOSE = "</function>";

    private final Stage next;

    FunctionStage(Stage next) {
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        int at = in.indexOf(">") + 1;
        while (at > 0 && at < in.length() && Character.isWhitespace(in.charAt(at))) {
            at++;
        }
        if (at > 0 && at < in.length() && in.charAt(at) == '{') {
            return new HeaderCallStage(header -> header.substring(0, header.indexOf('>')).strip(), List.of(CLOSE), next);
        }
        if (at > 0 && at < in.length() || in.ended()) {
            return new BodyCallStage(CLOSE, ParameterTags.FUNCTION, next);
        }
        return null;
    }
}
