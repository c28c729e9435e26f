package hearth.server.anthropic;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.wire.ErrorForm;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code {"type": "error", "error": {"type", "message"}, "request_id"}}. */
public final class AnthropicErrors implements ErrorForm {
    /** Anthropic's own status for a server that has no room; its clients wait and try again. */
    private static final int OVERLOADED = 529;

    @Override
    public Map<String, Object> body(ApiException failure, String requestId) {
        Map<String, Object> body = event(failure);
        body.put("request_id", requestId);
        return body;
    }

    @Override
    public int status(ApiException failure) {
        return failure.kind() == Kind.OVERLOADED ? OVERLOADED : failure.status();
    }

    /** The error inside a stream. */
    static Map<String, Object> event(ApiException failure) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type(failure.kind()));
        // Clients look for these words to shorten their conversation.
        String prefix = failure.kind() == Kind.CONTEXT_EXCEEDED ? "prompt is too long: " : "";
        error.put("message", prefix + failure.getMessage());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("error", error);
        return body;
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case UNAUTHORIZED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND, NO_SUCH_PATH -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case OVERLOADED -> "overloaded_error";
            case INTERNAL, OUT_OF_MEMORY, UPSTREAM -> "api_error";
            default -> "invalid_request_error";
        };
    }
}
