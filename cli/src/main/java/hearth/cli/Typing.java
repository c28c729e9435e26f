package hearth.cli;

import hearth.engine.generate.Cancellation;
import java.util.List;

/** Where a chat's lines come from: a terminal, or a script in tests. */
interface Typing extends AutoCloseable {
    /** What the user did. */
    sealed interface Typed {
        record Line(String text) implements Typed {}

        /** Ctrl-C at the prompt; {@code hadText} says whether there was something to throw away. */
        record Interrupted(boolean hadText) implements Typed {}

        /** Ctrl-D, or the end of the input. */
        record End() implements Typed {}
    }

    /** Waits for a line. */
    Typed next(String prompt);

    /** Runs {@code work} so that Ctrl-C cancels it and not the program. */
    void interruptible(Cancellation cancellation, Runnable work);

    /** Whether lines are remembered from now on. */
    void keepHistory(boolean keep);

    /** Width for word wrap. */
    int columns();

    @Override
    void close();

    /** Words that complete at the beginning of a line. */
    List<String> COMMANDS = List.of(
            "/set parameter", "/set system", "/set history", "/set nohistory", "/set wordwrap", "/set nowordwrap", "/set verbose",
            "/set quiet", "/show info", "/show license", "/show parameters", "/show system", "/show template", "/load", "/list",
            "/clear", "/bye", "/exit", "/help", "/?");
}
