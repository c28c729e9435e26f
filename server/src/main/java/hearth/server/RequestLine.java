package hearth.server;

import hearth.server.http.RequestObserver;
import java.util.Locale;

/** One line of the log for an answered request: names and values, nothing of what a client wrote. */
final class RequestLine {
    private static final double NANOS_PER_MILLI = 1e6;

    private RequestLine() {}

    static String of(RequestObserver.Record record) {
        return String.format(
                Locale.ROOT,
                "event=request id=%s client=%s method=%s route=%s status=%d completed=%b millis=%.1f",
                record.id(),
                record.client(),
                // A method is any word a client likes.
                record.method().matches("[A-Z]{1,10}") ? record.method() : "?",
                record.route().isEmpty() ? "none" : record.route(),
                record.status(),
                record.completed(),
                record.nanos() / NANOS_PER_MILLI);
    }
}
