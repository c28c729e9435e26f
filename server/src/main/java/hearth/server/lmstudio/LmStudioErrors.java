package hearth.server.lmstudio;

import hearth.server.call.ApiException;
import hearth.server.wire.ErrorForm;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code {"error": {"type", "message", "param"}}}, with the members that LM Studio's streams have. */
public final class LmStudioErrors implements ErrorForm {
    private final String missing;

    /** @param missing type of the error for what is not there: {@code model_not_found}, {@code job_not_found} */
    public LmStudioErrors(String missing) {
        this.missing = missing;
    }

    @Override
    public Map<String, Object> body(ApiException failure, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error(failure, missing));
        return body;
    }

    static Map<String, Object> error(ApiException failure, String missing) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", switch (failure.kind()) {
            case NOT_FOUND -> missing;
            case UNSUPPORTED -> "not_implemented";
            case INTERNAL, OUT_OF_MEMORY, UPSTREAM, OVERLOADED -> "internal_error";
            default -> "invalid_request";
        });
        error.put("message", failure.getMessage());
        failure.field().ifPresent(field -> error.put("param", field));
        return error;
    }
}
