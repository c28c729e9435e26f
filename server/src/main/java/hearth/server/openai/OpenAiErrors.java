package hearth.server.openai;

import hearth.server.call.ApiException;
import hearth.server.wire.ErrorForm;
import hearth.server.wire.Frame;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code {"error": {"message", "type", "param", "code"}}}. */
public final class OpenAiErrors implements ErrorForm {
    @Override
    public Map<String, Object> body(ApiException failure, String requestId) {
        return body(failure);
    }

    static Map<String, Object> body(ApiException failure) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", failure.getMessage());
        error.put("type", type(failure));
        error.put("param", failure.field().orElse(null));
        error.put("code", code(failure));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        return body;
    }

    /** The last event of a stream: some clients look at its name, others into its data. */
    static Frame frame(ApiException failure) {
        return Frame.json("error", body(failure));
    }

    private static String type(ApiException failure) {
        return switch (failure.kind()) {
            case FORBIDDEN -> "permission_error";
            case UNAUTHORIZED -> "authentication_error";
            case INTERNAL, OUT_OF_MEMORY, UPSTREAM, OVERLOADED -> "server_error";
            default -> "invalid_request_error";
        };
    }

    /** A short name that programs can look at; {@code null} where OpenAI has none. */
    static String code(ApiException failure) {
        return switch (failure.kind()) {
            case UNSUPPORTED -> "unsupported_parameter";
            case CONTEXT_EXCEEDED -> "context_length_exceeded";
            case UNAUTHORIZED -> "invalid_api_key";
            case NOT_FOUND -> "model_not_found";
            case TOO_LARGE -> "request_too_large";
            case CLIENT_GONE -> "request_cancelled";
            case INTERNAL -> "internal_error";
            case OUT_OF_MEMORY -> "insufficient_memory";
            case UPSTREAM -> "upstream_error";
            case OVERLOADED -> "server_overloaded";
            case NO_SUCH_PATH -> "unknown_url";
            case INVALID_REQUEST, FORBIDDEN, METHOD_NOT_ALLOWED, CONFLICT, TOO_MANY_HEADERS -> null;
        };
    }
}
