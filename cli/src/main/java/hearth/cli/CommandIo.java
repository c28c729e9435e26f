package hearth.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * Everything a command may talk to, so that a test can stand in for the process.
 *
 * @param in standard input
 * @param out standard output: only what the user asked for
 * @param err standard error: progress, timings, errors
 * @param terminals which of the three are terminals
 * @param columns width of the terminal, 80 when unknown
 * @param variables environment variables
 * @param clock for relative times
 */
record CommandIo(
        InputStream in, PrintStream out, PrintStream err, Terminals terminals, int columns, Map<String, String> variables, Clock clock) {
    private static final int USUAL_COLUMNS = 80;

    /** Which of the standard streams are terminals. */
    record Terminals(boolean in, boolean out, boolean err) {
        static final Terminals NONE = new Terminals(false, false, false);

        /** Reads the launcher's word, for example {@code in,out,err}. */
        static Terminals parse(String names) {
            return new Terminals(names.contains("in"), names.contains("out"), names.contains("err"));
        }
    }

    static CommandIo ofProcess() {
        return new CommandIo(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                processTerminals(),
                columnsOrUsual(Integer.getInteger("hearth.columns", 0)),
                System.getenv(),
                Clock.systemDefaultZone());
    }

    private static int columnsOrUsual(int told) {
        return told > 0 ? told : USUAL_COLUMNS;
    }

    private static Terminals processTerminals() {
        String told = System.getProperty("hearth.terminals");
        if (told != null) {
            return Terminals.parse(told);
        }
        boolean both = System.console() != null && System.console().isTerminal();
        return new Terminals(both, both, both);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        // UTF-8 whatever the locale says; only a Windows console keeps its own code page.
        Charset charset = System.getProperty("os.name", "").startsWith("Windows") && System.console() != null
                ? Charset.forName(System.getProperty("stdout.encoding", "UTF-8"))
                : StandardCharsets.UTF_8;
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }
}
