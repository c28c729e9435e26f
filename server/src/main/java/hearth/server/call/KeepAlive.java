package hearth.server.call;

import java.time.Duration;

/** How long a model stays loaded after its last call. */
public record KeepAlive(Duration duration) {
    /** Until the server stops or the memory is needed. */
    public static final KeepAlive FOREVER = new KeepAlive(Duration.ofDays(365_000));
    /** Unloaded as soon as it is idle. */
    public static final KeepAlive NONE = new KeepAlive(Duration.ZERO);

    public KeepAlive {
        if (duration.isNegative() || duration.compareTo(Duration.ofDays(365_000)) > 0) {
            duration = Duration.ofDays(365_000);
        }
    }

    public boolean isForever() {
        return equals(FOREVER);
    }

    public boolean isNone() {
        return duration.isZero();
    }
}
