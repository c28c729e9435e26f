package hearth.server.wire;

import hearth.json.Json;

/**
 * One message of a streamed answer.
 *
 * @param event name of the event, for server-sent events that have one; else empty
 * @param data one line, usually JSON
 */
public record Frame(String event, String data) {
    /** A JSON value without an event name. */
    public static Frame json(Object value) {
        return new Frame("", Json.write(value));
    }

    /** A JSON value under an event name. */
    public static Frame json(String event, Object value) {
        return new Frame(event, Json.write(value));
    }

    /** Text as it is; no line breaks. */
    public static Frame text(String data) {
        return new Frame("", data);
    }
}
