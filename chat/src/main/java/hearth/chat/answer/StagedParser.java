package hearth.chat.answer;

import java.util.function.Consumer;

/** Runs the stages of a format over the text that comes. */
final class StagedParser implements AnswerParser {
    private final Pending pending = new Pending();
    private final AnswerSink sink;
    private Stage stage;

    StagedParser(Stage first, ToolSchemas tools) {
        this.stage = first;
        this.sink = new AnswerSink(tools);
    }

    @Override
    public void push(String piece, Consumer<AnswerEvent> listener) {
        pending.append(piece);
        run(listener);
    }

    @Override
    public void finish(Consumer<AnswerEvent> listener) {
        pending.end();
        run(listener);
    }

    private void run(Consumer<AnswerEvent> listener) {
        sink.listener(listener);
        Stage next = stage;
        while (next != null) {
            stage = next;
            next = stage.step(pending, sink);
        }
    }
}
