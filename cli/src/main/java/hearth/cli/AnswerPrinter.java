package hearth.cli;

import hearth.chat.answer.AnswerEvent;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints an answer while it is generated; the reasoning before it only where a person reads. */
final class AnswerPrinter implements Consumer<AnswerEvent> {
    private static final String DIM = "\033[2m";
    private static final String PLAIN = "\033[0m";

    private final PrintStream out;
    private final Optional<WordWrap> wrap;
    private final boolean showsThinking;
    private boolean thinking;

    /** @param showsThinking whether the reasoning is printed, in dim letters; a pipe gets the answer only */
    AnswerPrinter(PrintStream out, Optional<WordWrap> wrap, boolean showsThinking) {
        this.out = out;
        this.wrap = wrap;
        this.showsThinking = showsThinking;
    }

    @Override
    public void accept(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Thinking(String text) -> think(text);
            case AnswerEvent.Text(String text) -> {
                endThinking();
                print(text);
            }
            // No tools are offered, so none is called.
            case AnswerEvent.CallBegun _, AnswerEvent.CallArguments _, AnswerEvent.CallFinished _, AnswerEvent.CallBroken _ -> {}
        }
    }

    private void think(String text) {
        if (!showsThinking) {
            return;
        }
        if (!thinking) {
            thinking = true;
            out.print("Thinking ...\n" + DIM);
        }
        print(text);
    }

    /** The answer is at its end, or its text begins. */
    void endThinking() {
        if (thinking) {
            thinking = false;
            out.print(PLAIN + "\n... done thinking.\n\n");
        }
    }

    private void print(String text) {
        out.print(wrap.map(words -> words.accept(text)).orElse(text));
        out.flush();
    }
}
