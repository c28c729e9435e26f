package hearth.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of a benchmark while it grows: when Ctrl-C ends it, another thread prints what there is. */
final class BenchResults {
    private final BenchPrinter.Format format;
    private final CommandIo io;
    private final List<BenchRow> rows = new ArrayList<>();
    private final Thread atExit = Thread.ofPlatform().name("hearth-bench-print").unstarted(this::print);
    private boolean printed;

    BenchResults(BenchPrinter.Format format, CommandIo io) {
        this.format = format;
        this.io = io;
    }

    /** From here on the end of the process prints. */
    void printAtExit() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Begins the row of a test; it counts once it has a sample. */
    synchronized void begin(Map<String, Object> machine, int threads, BenchTest test, BenchRow.Roof roof) {
        rows.add(new BenchRow(machine, threads, test, Instant.now(io.clock()), new ArrayList<>(), roof));
    }

    synchronized void add(BenchSample sample) {
        rows.getLast().samples().add(sample);
    }

    /** Prints the rows, once. */
    synchronized void print() {
        if (!printed) {
            printed = true;
            BenchPrinter.print(format, rows.stream().filter(row -> !row.samples().isEmpty()).toList(), io.out());
        }
    }

    /** Prints now instead of at the end of the process. */
    void finish() {
        print();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The process is ending already: the hook runs and finds nothing left to print.
        }
    }
}
