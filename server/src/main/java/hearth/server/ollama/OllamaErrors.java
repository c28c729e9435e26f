package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.wire.ErrorForm;
import java.util.Map;

/** {@code {"error": "text"}}. */
public final class OllamaErrors implements ErrorForm {
    @Override
    public Map<String, Object> body(ApiException failure, String requestId) {
        return Map.of("error", failure.getMessage());
    }
}
