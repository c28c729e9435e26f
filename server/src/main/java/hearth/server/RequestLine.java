package hearth.server;

import hearth.json.Json;
import hearth.server.http.RequestObserver;
import java.util.LinkedHashMap;
import java.util.Map;

/** One line of the log for an answered request: JSON, without anything a client wrote. */
final class RequestLine {
    private static final double NANOS_PER_MILLI = 1e6;

    private RequestLine() {}

    static String of(RequestObserver.Record record) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", "request");
        line.put("id", record.id());
        line.put("client", record.client());
        line.put("method", record.method());
        line.put("route", record.route());
        line.put("status", record.status());
        line.put("completed", record.completed());
        line.put("millis", Math.round(record.nanos() / NANOS_PER_MILLI * 10) / 10.0);
        return Json.write(line);
    }
}
