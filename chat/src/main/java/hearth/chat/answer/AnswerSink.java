package hearth.chat.answer;

import hearth.json.Json;
import java.util.Map;
import java.util.function.Consumer;

/** Where stages put what they found: counts calls and leaves out blanks around them. */
final class AnswerSink {
    private final ToolSchemas tools;
    private final StringBuilder blanks = new StringBuilder();
    private Consumer<AnswerEvent> listener;
    /** Whether blanks that come now follow reasoning or a call. */
    private boolean atStart;
    private boolean calling;
    private int calls;

    AnswerSink(ToolSchemas tools) {
        this.tools = tools;
    }

    void listener(Consumer<AnswerEvent> next) {
        listener = next;
    }

    ToolSchemas tools() {
        return tools;
    }

    /** Text; blanks at its end wait for what follows, and blanks after thinking or a call are not part of the answer. */
    void text(String text) {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end > 0) {
            String solid = text.substring(0, end);
            listener.accept(new AnswerEvent.Text(atStart ? solid.stripLeading() : blanks + solid));
            atStart = false;
            blanks.setLength(0);
        }
        blanks.append(text, end, text.length());
    }

    /** The text is at its end: blanks that wait belong to it, if there is text before them. */
    void endText() {
        if (!atStart && !blanks.isEmpty()) {
            listener.accept(new AnswerEvent.Text(blanks.toString()));
        }
        blanks.setLength(0);
    }

    /** Something that is not text comes: the blanks before it do not count, nor those after it. */
    private void breakText() {
        blanks.setLength(0);
        atStart = true;
    }

    void thinking(String text) {
        breakText();
        if (!text.isEmpty()) {
            listener.accept(new AnswerEvent.Thinking(text));
        }
    }

    void begin(String name) {
        breakText();
        calling = true;
        listener.accept(new AnswerEvent.CallBegun(calls, name));
    }

    void arguments(String piece) {
        if (!piece.isEmpty()) {
            listener.accept(new AnswerEvent.CallArguments(calls, piece));
        }
    }

    void finish(String name, Map<String, Object> arguments) {
        calling = false;
        listener.accept(new AnswerEvent.CallFinished(calls++, name, arguments));
    }

    /** A call that is known whole. */
    void call(String name, Map<String, Object> arguments) {
        begin(name);
        arguments(Json.write(arguments));
        finish(name, arguments);
    }

    /** What was taken for a call is none: told as broken if it has begun, else it is text after all. */
    void notACall(String source) {
        if (calling) {
            calling = false;
            listener.accept(new AnswerEvent.CallBroken(calls++, source));
        } else {
            text(source);
        }
    }
}
