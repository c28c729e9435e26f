package hearth.server.http;

import java.time.Duration;

/**
 * What a client may cost.
 *
 * @param bodyBytes of a JSON body
 * @param headerCount fields of a request's head
 * @param headerBytes of a request's head
 * @param uriBytes of its path and query
 * @param connections open at once
 * @param headerTime from the first byte of a request to the end of its head, and from a connection's start to its first request
 * @param bodyGrace after this time a body must have come at {@code bodyBytesPerSecond} or more
 * @param idleTime of a connection between requests, and of a write that makes no progress
 * @param drainTime for requests that run when the server stops
 */
public record HttpLimits(
        int bodyBytes,
        int headerCount,
        int headerBytes,
        int uriBytes,
        int connections,
        Duration headerTime,
        Duration bodyGrace,
        int bodyBytesPerSecond,
        Duration idleTime,
        Duration drainTime) {
    /** 64 MiB bodies, 100 header fields in 32 KiB, 2048 connections, 10 s for a head, 30 s idle, 10 s to drain. */
    public static HttpLimits defaults() {
        return new HttpLimits(64 << 20, 100, 32 << 10, 8 << 10, 2048, Duration.ofSeconds(10), Duration.ofSeconds(10), 1024,
                Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    public HttpLimits withHeaderTime(Duration value) {
        return new HttpLimits(bodyBytes, headerCount, headerBytes, uriBytes, connections, value, bodyGrace, bodyBytesPerSecond,
                idleTime, drainTime);
    }

    public HttpLimits withBodyBytes(int value) {
        return new HttpLimits(value, headerCount, headerBytes, uriBytes, connections, headerTime, bodyGrace, bodyBytesPerSecond,
                idleTime, drainTime);
    }

    public HttpLimits withBodyGrace(Duration value) {
        return new HttpLimits(bodyBytes, headerCount, headerBytes, uriBytes, connections, headerTime, value, bodyBytesPerSecond,
                idleTime, drainTime);
    }

    public HttpLimits withIdleTime(Duration value) {
        return new HttpLimits(bodyBytes, headerCount, headerBytes, uriBytes, connections, headerTime, bodyGrace,
                bodyBytesPerSecond, value, drainTime);
    }

    public HttpLimits withDrainTime(Duration value) {
        return new HttpLimits(bodyBytes, headerCount, headerBytes, uriBytes, connections, headerTime, bodyGrace,
                bodyBytesPerSecond, idleTime, value);
    }
}
