package hearth.studio.watch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last lines of a server's log. Those of requests that read it are left out, or reading would fill it. Thread-safe. */
public final class LogLines implements Consumer<String> {
    /** The route whose own lines are left out. */
    public static final String ROUTE = "/studio/api/log";

    static final int MAX_LINES = 2000;
    private static final int MAX_LENGTH = 2000;

    private final Deque<String> lines = new ArrayDeque<>();
    private long next;

    /** Empty. */
    public LogLines() {}

    /**
     * Lines from a place on.
     *
     * @param first number of the first of them; later than asked for if older ones are gone
     * @param next number of the line that will come next
     */
    record Piece(long first, long next, List<String> lines) {}

    @Override
    public void accept(String line) {
        if (line.contains(" route=" + ROUTE + " ")) {
            return;
        }
        String cut = line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
        synchronized (this) {
            lines.add(cut);
            next++;
            if (lines.size() > MAX_LINES) {
                lines.remove();
            }
        }
    }

    /** @param from number of the first line that is wanted */
    synchronized Piece from(long from) {
        long oldest = next - lines.size();
        long first = Math.clamp(from, oldest, next);
        List<String> wanted = new ArrayList<>(lines).subList((int) (first - oldest), lines.size());
        return new Piece(first, next, List.copyOf(wanted));
    }
}
