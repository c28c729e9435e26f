package hearth.server.openai;

import hearth.server.http.Exchange;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all pieces of one answer have in common.
 *
 * @param created Unix seconds
 * @param model as the client wrote it
 */
record OpenAiHead(String id, long created, String model) {
    private static final String REQUEST = "req_";

    /** The answer's id ends as the request's, which the log has. */
    static OpenAiHead of(String prefix, String model, Exchange exchange, Clock clock) {
        return new OpenAiHead(prefix + exchange.id().substring(REQUEST.length()), clock.instant().getEpochSecond(), model);
    }

    /** The begin of a body. */
    Map<String, Object> body(String object) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("object", object);
        body.put("created", created);
        body.put("model", model);
        return body;
    }
}
