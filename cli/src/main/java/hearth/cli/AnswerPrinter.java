package hearth.cli;

import hearth.engine.generate.GenerationEvent;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints an answer while it is generated. */
final class AnswerPrinter implements Consumer<GenerationEvent> {
    private final PrintStream out;
    private final Optional<WordWrap> wrap;

    AnswerPrinter(PrintStream out, Optional<WordWrap> wrap) {
        this.out = out;
        this.wrap = wrap;
    }

    @Override
    public void accept(GenerationEvent event) {
        if (event instanceof GenerationEvent.Token token && !token.text().isEmpty()) {
            out.print(wrap.map(words -> words.accept(token.text())).orElse(token.text()));
            out.flush();
        }
    }
}
