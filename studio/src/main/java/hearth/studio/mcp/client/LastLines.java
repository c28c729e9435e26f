package hearth.studio.mcp.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of what a program writes, each cut to a bound. Thread-safe. */
final class LastLines {
    private static final int MAX_LINES = 100;
    private static final int MAX_LENGTH = 500;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        lines.add(line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line);
        if (lines.size() > MAX_LINES) {
            lines.remove();
        }
    }

    /** Reads to the end; a long line is kept up to its bound and passed over. */
    void readAll(InputStream in) throws IOException {
        byte[] line = new byte[MAX_LENGTH + 1];
        int length = 0;
        byte[] chunk = new byte[4096];
        for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
            for (int i = 0; i < count; i++) {
                if (chunk[i] == '\n') {
                    add(new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing());
                    length = 0;
                } else if (length < line.length) {
                    line[length++] = chunk[i];
                }
            }
        }
        if (length > 0) {
            add(new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing());
        }
    }

    synchronized List<String> all() {
        return List.copyOf(lines);
    }
}
