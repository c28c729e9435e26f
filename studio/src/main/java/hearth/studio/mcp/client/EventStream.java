package hearth.studio.mcp.client;

import hearth.studio.mcp.client.McpException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The data of server-sent events, one after the other; their other fields mean nothing here. For one thread. */
final class EventStream {
    private final MessageLines lines;
    private final int maxBytes;

    EventStream(InputStream in, int maxBytes) {
        this.lines = new MessageLines(in, maxBytes);
        this.maxBytes = maxBytes;
    }

    /** Data that is not empty; empty at the end of the stream. An event that is cut off there counts for nothing. */
    Optional<String> next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            String text = line.get();
            if (text.isEmpty() && !data.isEmpty()) {
                return Optional.of(data.substring(0, data.length() - 1));
            }
            if (text.startsWith("data:")) {
                data.append(text, text.startsWith("data: ") ? 6 : 5, text.length()).append('\n');
                if (data.length() > maxBytes) {
                    throw new McpException(Kind.PROTOCOL, "the server sent an event of more than " + maxBytes + " bytes");
                }
                if (data.length() == 1) {
                    // Empty data only marks a place.
                    data.setLength(0);
                }
            }
        }
        return Optional.empty();
    }
}
