package hearth.studio.mcp.client;

import hearth.json.Json;
import hearth.json.JsonException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages of JSON-RPC as plain values. */
final class Messages {
    private static final int MAX_TEXT = 2000;

    private Messages() {}

    /**
     * The messages of a text: one, or a batch as of revision 2025-03-26.
     *
     * @throws JsonException if it is none
     */
    static List<Map<String, Object>> parse(String text) {
        Object value = Json.parse(text);
        List<Map<String, Object>> messages = new ArrayList<>();
        for (Object item : value instanceof List<?> batch ? batch : Collections.singletonList(value)) {
            messages.add(object(item).orElseThrow(() -> new JsonException("a message is no object")));
        }
        return messages;
    }

    @SuppressWarnings("unchecked")
    static Optional<Map<String, Object>> object(Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, Object>) map) : Optional.empty();
    }

    static Optional<String> text(Map<String, Object> object, String key) {
        return object.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    static Map<String, Object> request(long id, String method, Map<String, Object> parameters) {
        Map<String, Object> message = notification(method, parameters);
        message.put("id", id);
        return message;
    }

    static Map<String, Object> notification(String method, Map<String, Object> parameters) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("method", method);
        if (!parameters.isEmpty()) {
            message.put("params", parameters);
        }
        return message;
    }

    static Map<String, Object> result(Object id, Map<String, Object> result) {
        return answer(id, "result", result);
    }

    static Map<String, Object> error(Object id, int code, String text) {
        return answer(id, "error", Map.of("code", code, "message", text));
    }

    private static Map<String, Object> answer(Object id, String key, Map<String, Object> value) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("id", id);
        message.put(key, value);
        return message;
    }

    /** The error of an answer, in the server's words. */
    static McpException refusal(Object error) {
        Map<String, Object> object = object(error).orElse(Map.of());
        int code = object.get("code") instanceof Long number && number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE ? number.intValue() : 0;
        return McpException.refused(code, "the server says: " + shortened(text(object, "message").orElse("error " + code)));
    }

    /** The number of a request of ours. */
    static Optional<Long> ownId(Object id) {
        return switch (id) {
            case Long number -> Optional.of(number);
            case BigInteger _ -> Optional.empty();
            // Some servers give numbers back as texts.
            case String text when text.matches("\\d{1,18}") -> Optional.of(Long.parseLong(text));
            case null, default -> Optional.empty();
        };
    }

    static String shortened(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    }
}
