package hearth.store.fetch;

import hearth.store.StoreException;
import java.time.Duration;
import java.util.Optional;

/** A web request failed. Knows whether a further try makes sense. */
public final class FetchException extends StoreException {
    private static final long serialVersionUID = 1L;
    private final boolean retryable;
    private final boolean unreachable;
    private final int status;
    private final transient Optional<Duration> retryAfter;

    private FetchException(String message, boolean retryable, boolean unreachable, int status, Optional<Duration> retryAfter,
            Throwable cause) {
        super(message, cause);
        this.retryable = retryable;
        this.unreachable = unreachable;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** A failure another try will not change. */
    public static FetchException fatal(String message) {
        return new FetchException(message, false, false, 0, Optional.empty(), null);
    }

    /** There is no way to the server: final at the start of a download, worth another try in the middle of one. */
    public static FetchException unreachable(String message) {
        return new FetchException(message, false, true, 0, Optional.empty(), null);
    }

    /** A failure that may be gone at the next try. */
    public static FetchException passing(String message, Throwable cause) {
        return new FetchException(message, true, false, 0, Optional.empty(), cause);
    }

    /** The server answered with an error; 408, 429 and 5xx may pass. */
    public static FetchException ofStatus(int status, String message, Optional<Duration> retryAfter) {
        return new FetchException(message, status == 408 || status == 429 || status >= 500, false, status, retryAfter, null);
    }

    public boolean isRetryable() {
        return retryable;
    }

    public boolean isUnreachable() {
        return unreachable;
    }

    /** The HTTP status, or 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** The pause the server asked for. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
