package hearth.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of a server: lines of names and values on one stream, those of the JDK's loggers too. */
final class ServeLog extends Handler {
    private final PrintStream out;
    private final Clock clock;
    private final boolean detailed;
    private final Consumer<String> reader;

    /**
     * @param detailed whether stack traces are shown
     * @param reader gets each line too
     */
    ServeLog(PrintStream out, Clock clock, boolean detailed, Consumer<String> reader) {
        this.out = out;
        this.clock = clock;
        this.detailed = detailed;
        this.reader = reader;
        setLevel(Level.ALL);
    }

    /** Takes over from the JDK's own handlers. */
    void install() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(this);
    }

    /** Writes one line. */
    void line(String text) {
        String line = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + text;
        out.println(line);
        reader.accept(line);
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        String message = record.getMessage() + (record.getThrown() == null ? "" : ": " + record.getThrown());
        line("level=" + record.getLevel().getName().toLowerCase(Locale.ROOT) + " logger=" + record.getLoggerName() + " message=\""
                + message.replaceAll("\\s+", " ").replace("\"", "'") + '"');
        if (detailed && record.getThrown() != null) {
            record.getThrown().printStackTrace(out);
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {}
}
