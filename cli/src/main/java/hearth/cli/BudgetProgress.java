package hearth.cli;

import hearth.workshop.budget.BudgetListener;

/** Shows how far a quantization to a budget is, stage by stage, with the time left; elsewhere than on a terminal, seldom. */
final class BudgetProgress implements BudgetListener, AutoCloseable {
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final CommandIo io;
    private final ProgressDisplay display;
    private final InterruptGuard guard = InterruptGuard.start();
    private String stage = "";
    private int firstDone;
    private long startNanos;
    private long shownNanos = System.nanoTime() - QUIET_NANOS;

    BudgetProgress(CommandIo io) {
        this.io = io;
        this.display = new ProgressDisplay(io);
    }

    @Override
    public void progress(String now, int done, int total) {
        guard.check();
        if (total < 0) {
            return;
        }
        long nanos = System.nanoTime();
        boolean changed = !now.equals(stage);
        if (changed) {
            stage = now;
            firstDone = done;
            startNanos = nanos;
        }
        if (changed || io.terminals().err() || nanos - shownNanos >= QUIET_NANOS) {
            shownNanos = nanos;
            display.step(now + ", " + done + " of " + total + left(done, total, nanos));
        }
    }

    private String left(int done, int total, long nanos) {
        if (done <= firstDone || done >= total) {
            return "";
        }
        double each = (nanos - startNanos) / 1e9 / (done - firstDone);
        return ", " + ProgressBar.timeLeft((long) (each * (total - done))) + " left";
    }

    @Override
    public void note(String sentence) {
        display.status("Note: " + sentence);
    }

    @Override
    public void close() {
        display.erase();
        display.close();
        guard.close();
    }
}
