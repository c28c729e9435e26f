package hearth.store.fetch;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** An answer whose head has arrived and whose body is still to be read; close it in any case. */
public final class Answer implements AutoCloseable {
    private final URI uri;
    private final int status;
    private final HttpHeaders headers;
    private final TimedBody body;
    private final AutoCloseable registration;

    Answer(URI uri, int status, HttpHeaders headers, TimedBody body, AutoCloseable registration) {
        this.uri = uri;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.registration = registration;
    }

    /** Where the answer came from, after redirects. */
    public URI uri() {
        return uri;
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** Length of the body as announced. */
    public OptionalLong length() {
        try {
            return headers.firstValueAsLong("Content-Length");
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The next buffers; empty at the end. */
    List<ByteBuffer> read() {
        return body.read();
    }

    /** The whole body; more than {@code limit} bytes is an error. */
    public byte[] readAll(int limit, String what) {
        ByteBuffer all = ByteBuffer.allocate(limit);
        for (List<ByteBuffer> buffers = read(); !buffers.isEmpty(); buffers = read()) {
            for (ByteBuffer buffer : buffers) {
                if (buffer.remaining() > all.remaining()) {
                    throw FetchException.fatal(what + " is larger than " + limit + " bytes");
                }
                all.put(buffer);
            }
        }
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        body.close();
        try {
            registration.close();
        } catch (Exception e) {
            throw new IllegalStateException("a registration is closed without effect outside", e);
        }
    }
}
