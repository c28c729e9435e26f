package hearth.engine.generate;

import java.time.Duration;

/** Counts what a scheduler did; guarded by its lock. */
final class SchedulerTally {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NEW_SHARE = 0.2;
    private static final long MAX_RETRY_SECONDS = 60;

    long refused;
    long completed;
    long cancelled;
    long failed;
    long promptTokens;
    long reusedTokens;
    long generatedTokens;
    long steps;
    int paused;
    long cacheBytes;
    private double serviceNanos;

    /** A request left its slot, or the queue. */
    void ended(Usage usage, boolean hadSlot) {
        promptTokens += hadSlot ? usage.promptTokens() : 0;
        reusedTokens += usage.reusedTokens();
        generatedTokens += usage.generatedTokens();
        if (hadSlot) {
            double nanos = (double) usage.promptNanos() + usage.generationNanos();
            serviceNanos = serviceNanos == 0 ? nanos : serviceNanos + NEW_SHARE * (nanos - serviceNanos);
        }
    }

    /** When a queue of this length will have been started, by how long requests took lately. */
    Duration retryAfter(int queued, int slots) {
        double seconds = serviceNanos * Math.max(1, queued) / slots / NANOS_PER_SECOND;
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(seconds), 1, MAX_RETRY_SECONDS));
    }
}
