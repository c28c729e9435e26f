package hearth.chat.answer;

import java.util.List;

/** Reasoning until its closing marker, without the line breaks around it. */
final class ThinkingStage implements Stage {
    private final List<String> close;
    private final Stage next;
    private final StringBuilder blanks = new StringBuilder();
    private boolean begun;

    ThinkingStage(String close, Stage next) {
        this.close = List.of(close);
        this.next = next;
    }

    @Override
    public Stage step(Pending in, AnswerSink out) {
        int at = in.indexOf(close.getFirst());
        if (at >= 0) {
            tell(in.take(at), out);
            in.take(close.getFirst().length());
            return next;
        }
        tell(in.take(in.certain(close)), out);
        return null;
    }

    private void tell(String text, AnswerSink out) {
        String rest = begun ? text : text.stripLeading();
        int end = rest.length();
        while (end > 0 && Character.isWhitespace(rest.charAt(end - 1))) {
            end--;
        }
        if (end > 0) {
            out.thinking(blanks + rest.substring(0, end));
            blanks.setLength(0);
            begun = true;
        }
        if (begun) {
            blanks.append(rest, end, rest.length());
        }
    }
}
