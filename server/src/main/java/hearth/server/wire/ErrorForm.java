package hearth.server.wire;

import hearth.server.call.ApiException;
import java.util.Map;

/** How a dialect writes an error. */
@FunctionalInterface
public interface ErrorForm {
    /** The JSON body; {@code requestId} also stands in the header {@code X-Request-Id}. */
    Map<String, Object> body(ApiException failure, String requestId);

    /** The HTTP status; dialects that have their own override it. */
    default int status(ApiException failure) {
        return failure.status();
    }
}
