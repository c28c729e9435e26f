package hearth.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Progress on standard error: lines redrawn in place on a terminal, a plain line per step otherwise.
 *
 * <p>Thread-safe: downloads report from their own threads.
 */
final class ProgressDisplay implements AutoCloseable {
    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final long FRAME_MILLIS = 100;
    private static final long FRAME_NANOS = FRAME_MILLIS * 1_000_000;
    private static final String BEGIN_FRAME = "\033[?2026h";
    private static final String END_FRAME = "\033[?2026l";

    private final PrintStream err;
    private final boolean terminal;
    private final int columns;
    private final Map<String, ProgressBar> bars = new LinkedHashMap<>();
    private final List<Object> lines = new ArrayList<>();
    private final Thread painter;
    private int drawnLines;
    private boolean closed;

    ProgressDisplay(CommandIo io) {
        this.err = io.err();
        this.terminal = io.terminals().err();
        this.columns = io.columns();
        this.painter = terminal ? Thread.ofPlatform().daemon().name("hearth-progress").start(this::paint) : null;
    }

    /** What is being done now; it spins until the next line. */
    synchronized void status(String text) {
        if (!lines.isEmpty() && text.equals(lines.getLast())) {
            return;
        }
        lines.add(text);
        if (!terminal) {
            err.println(text);
        }
    }

    /** As {@link #status}, but in place of the step before. */
    synchronized void step(String text) {
        lines.removeIf(Step.class::isInstance);
        lines.add(new Step(text));
        if (!terminal) {
            err.println(text);
        }
    }

    private record Step(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** {@code done} of {@code total} bytes of what {@code label} names. */
    synchronized void bar(String label, long done, long total) {
        ProgressBar bar = bars.get(label);
        if (bar == null) {
            bar = new ProgressBar(label);
            bars.put(label, bar);
            lines.add(bar);
        } else if (bar.complete()) {
            return;
        }
        bar.update(done, total, System.nanoTime());
        if (!terminal && bar.complete()) {
            err.println(bar.plainLine());
        }
    }

    /** Takes the lines away again, for work that is not worth a trace. */
    synchronized void erase() {
        if (drawnLines > 0) {
            err.print("\033[" + drawnLines + "A\r\033[J");
            err.flush();
        }
        drawnLines = 0;
        lines.clear();
        bars.clear();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (terminal) {
                draw(System.nanoTime());
            }
            notifyAll();
        }
    }

    private void paint() {
        synchronized (this) {
            try {
                while (!closed) {
                    draw(System.nanoTime());
                    wait(FRAME_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void draw(long nowNanos) {
        if (lines.isEmpty()) {
            return;
        }
        StringBuilder out = new StringBuilder(BEGIN_FRAME);
        if (drawnLines > 0) {
            out.append("\033[").append(drawnLines).append('A');
        }
        for (int i = 0; i < lines.size(); i++) {
            boolean running = i == lines.size() - 1 && !closed;
            out.append('\r').append(text(lines.get(i), running, nowNanos)).append("\033[K\n");
        }
        drawnLines = lines.size();
        err.print(out.append(END_FRAME));
        err.flush();
    }

    private String text(Object line, boolean running, long nowNanos) {
        if (line instanceof ProgressBar bar) {
            return bar.line(columns, nowNanos);
        }
        String spinner = running ? " " + SPINNER[(int) (nowNanos / FRAME_NANOS % SPINNER.length)] : "";
        String text = line + spinner;
        return text.length() < columns ? text : text.substring(0, columns - 1);
    }
}
