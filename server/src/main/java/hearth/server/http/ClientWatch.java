package hearth.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Tells whether a client has closed its connection, without writing to it: a read that does not wait finds the end of the stream.
 * Valid once the request's body was read, and over HTTP/1.1. For one thread.
 */
final class ClientWatch {
    private static final long PAUSE_NANOS = 20_000_000;

    private final EndPoint endPoint;
    private final ByteBuffer buffer = BufferUtil.allocate(256);
    private long nextLook = Long.MIN_VALUE;
    private boolean gone;
    private boolean sentMore;

    ClientWatch(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    /** Whether the client is gone, as of some milliseconds ago. */
    boolean isGone() {
        long now = System.nanoTime();
        if (!gone && (nextLook == Long.MIN_VALUE || now - nextLook >= 0)) {
            nextLook = now + PAUSE_NANOS;
            gone = look();
        }
        return gone;
    }

    /** Whether the client sent bytes behind its request; they are dropped, so the connection must not be used again. */
    boolean sentMore() {
        return sentMore;
    }

    private boolean look() {
        try {
            if (!endPoint.isOpen()) {
                return true;
            }
            BufferUtil.clear(buffer);
            int count = endPoint.fill(buffer);
            sentMore |= count > 0;
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
