package hearth.server.call;

import java.util.Optional;
import java.util.OptionalInt;

/** A call can't be answered. The message is for the client: our own words, no paths, no stack traces. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Optional<String> field;
    private final transient OptionalInt retryAfterSeconds;

    /** What kind of failure; each dialect has its own words for them. */
    public enum Kind {
        INVALID_REQUEST(400),
        /** A field or ability that is known but not there. */
        UNSUPPORTED(400),
        /** The prompt and the context: the message has both numbers. */
        CONTEXT_EXCEEDED(400),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        /** Not even the path is known. */
        NO_SUCH_PATH(404),
        METHOD_NOT_ALLOWED(405),
        CONFLICT(409),
        TOO_LARGE(413),
        TOO_MANY_HEADERS(431),
        CLIENT_GONE(499),
        INTERNAL(500),
        /** The model needs more memory than there is. */
        OUT_OF_MEMORY(500),
        /** Another machine, such as a registry, failed. */
        UPSTREAM(502),
        /** The queue is full, or the server is stopping: try again later. */
        OVERLOADED(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private ApiException(Kind kind, String message, Optional<String> field, OptionalInt retryAfterSeconds, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.field = field;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public ApiException(Kind kind, String message) {
        this(kind, message, Optional.empty(), OptionalInt.empty(), null);
    }

    public ApiException(Kind kind, String message, Throwable cause) {
        this(kind, message, Optional.empty(), OptionalInt.empty(), cause);
    }

    /** A field with a wrong value: "{@code field rule}" is the message. */
    public static ApiException invalid(String field, String rule) {
        return new ApiException(Kind.INVALID_REQUEST, field + " " + rule, Optional.of(field), OptionalInt.empty(), null);
    }

    /** A field or value that is known but not supported; the message names it. */
    public static ApiException unsupported(String field, String why) {
        return new ApiException(
                Kind.UNSUPPORTED, field + " is not supported: " + why, Optional.of(field), OptionalInt.empty(), null);
    }

    /** A value that is known but not supported, of a field that is. */
    public static ApiException unsupported(String field, String value, String why) {
        String message = field + " '" + value + "' is not supported: " + why;
        return new ApiException(Kind.UNSUPPORTED, message, Optional.of(field), OptionalInt.empty(), null);
    }

    /** No room now. */
    public static ApiException overloaded(String message, int retryAfterSeconds) {
        return new ApiException(Kind.OVERLOADED, message, Optional.empty(), OptionalInt.of(retryAfterSeconds), null);
    }

    public Kind kind() {
        return kind;
    }

    public int status() {
        return kind.status();
    }

    /** The field of the request that is at fault, if one is. */
    public Optional<String> field() {
        return field;
    }

    /** When to try again, if that makes sense. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
