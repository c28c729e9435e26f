package hearth.cli;

import hearth.engine.generate.Cancellation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Line editing with history on a real terminal. */
final class TerminalTyping implements Typing {
    private static final int HISTORY_ENTRIES = 100;
    private static final String INSERT_LINE_BREAK = "insert-line-break";
    /** Asking the terminal what it can do takes 0.3 s where it does not answer; nothing here needs the answer. */
    private static final String PROBE_TIMEOUT = "org.jline.terminal.probe.timeout";

    private final Terminal terminal;
    private final LineReader reader;

    private TerminalTyping(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    /** Takes the process's terminal over; {@code history} is the file to keep lines in. */
    static TerminalTyping open(Optional<Path> history) {
        System.setProperty(PROBE_TIMEOUT, System.getProperty(PROBE_TIMEOUT, "0"));
        try {
            return on(TerminalBuilder.builder().system(true).dumb(true).build(), history);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes {@code terminal} over. */
    static TerminalTyping on(Terminal terminal, Optional<Path> history) {
        // What is typed is prose: quotes, backslashes and exclamation marks mean themselves.
        DefaultParser parser = new DefaultParser();
        parser.setQuoteChars(null);
        parser.setEscapeChars(null);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("hearth")
                .parser(parser)
                .completer(new StringsCompleter(COMMANDS))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_INCREMENTAL, true)
                .variable(LineReader.HISTORY_SIZE, HISTORY_ENTRIES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_ENTRIES);
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        LineReader reader = builder.build();
        reader.getWidgets().put(INSERT_LINE_BREAK, lineBreak(reader));
        reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference(INSERT_LINE_BREAK), KeyMap.ctrl('J'));
        TerminalTyping typing = new TerminalTyping(terminal, reader);
        typing.keepHistory(history.isPresent());
        return typing;
    }

    private static Widget lineBreak(LineReader reader) {
        return () -> {
            reader.getBuffer().write('\n');
            return true;
        };
    }

    /** Where lines are remembered; empty when the user wants none, or the folder can't be made. */
    static Optional<Path> historyFile(Services services) {
        for (String variable : new String[] {"HEARTH_NOHISTORY", "OLLAMA_NOHISTORY"}) {
            String value = services.io().variables().getOrDefault(variable, "").strip();
            if (!value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false")) {
                return Optional.empty();
            }
        }
        Path file = services.home().resolve(".hearth").resolve("history");
        try {
            Files.createDirectories(file.getParent());
            return Optional.of(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Typed next(String prompt) {
        try {
            return new Typed.Line(reader.readLine(prompt));
        } catch (UserInterruptException e) {
            return new Typed.Interrupted(!e.getPartialLine().isEmpty());
        } catch (EndOfFileException e) {
            return new Typed.End();
        }
    }

    @Override
    public void interruptible(Cancellation cancellation, Runnable work) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> cancellation.cancel());
        try {
            work.run();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    @Override
    public void keepHistory(boolean keep) {
        reader.setVariable(LineReader.DISABLE_HISTORY, !keep);
    }

    @Override
    public int columns() {
        return terminal.getSize().getColumns();
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
