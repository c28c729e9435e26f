package hearth.cli;

import hearth.workshop.evaluate.EvaluationListener;
import java.util.Locale;

/** Shows how far a measurement over chunks is, with the running figure and the time left; elsewhere than on a terminal, seldom. */
final class EvaluationProgress implements EvaluationListener, AutoCloseable {
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final CommandIo io;
    private final String measure;
    private final ProgressDisplay display;
    private final InterruptGuard guard = InterruptGuard.start();
    private long startNanos;
    private long shownNanos;
    private int startDone = -1;

    /** @param measure name of the running figure */
    EvaluationProgress(CommandIo io, String measure) {
        this.io = io;
        this.measure = measure;
        this.display = new ProgressDisplay(io);
        startNanos = System.nanoTime();
        shownNanos = startNanos;
    }

    /** Another kind of work than chunks. */
    void step(String text) {
        guard.check();
        display.step(text);
    }

    @Override
    public void measured(int done, int total, double running) {
        guard.check();
        long now = System.nanoTime();
        if (startDone < 0) {
            // Chunks that an earlier run did take no time in this one.
            startDone = done - 1;
        }
        boolean due = io.terminals().err() || now - shownNanos >= QUIET_NANOS;
        if (due && done < total) {
            shownNanos = now;
            long left = (long) ((now - startNanos) / 1e9 / (done - startDone) * (total - done));
            display.step(String.format(
                    Locale.ROOT, "chunk %d of %d, %s %.4f, %s left", done, total, measure, running, ProgressBar.timeLeft(left)));
        }
    }

    /** Takes the line away before results are printed. */
    void done() {
        display.erase();
    }

    @Override
    public void close() {
        display.erase();
        display.close();
        guard.close();
    }
}
