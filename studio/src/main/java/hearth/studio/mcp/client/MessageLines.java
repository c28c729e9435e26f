package hearth.studio.mcp.client;

import hearth.studio.mcp.client.McpException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of bounded length. For one thread. */
final class MessageLines {
    private static final int CHUNK = 8192;

    private final InputStream in;
    private final int maxBytes;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int end;

    MessageLines(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * The next line without its end; empty at the end of the stream. What is no UTF-8 is an error.
     *
     * @throws McpException if it is too long
     */
    Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (;;) {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(chunk));
                if (end == 0) {
                    return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
                }
            }
            int from = at;
            while (at < end && chunk[at] != '\n') {
                at++;
            }
            if (line.size() + (at - from) > maxBytes) {
                throw new McpException(Kind.PROTOCOL, "the server sent a message of more than " + maxBytes + " bytes");
            }
            line.write(chunk, from, at - from);
            if (at < end) {
                at++;
                return Optional.of(text(line));
            }
        }
    }

    private static String text(ByteArrayOutputStream line) {
        byte[] bytes = line.toByteArray();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            throw new McpException(Kind.PROTOCOL, "the server sent a line that is not UTF-8", e);
        }
    }
}
