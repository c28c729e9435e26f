package hearth.engine.generate;

import java.time.Duration;

/** Counts of what a scheduler did; for {@link RequestQueue} to guard. */
final class SchedulerTally {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SHARE_OF_LATEST = 0.2;
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

    void ended(SequenceRun run) {
        Usage usage = run.usage();
        promptTokens += usage.promptTokens();
        reusedTokens += usage.reusedTokens();
        generatedTokens += usage.generatedTokens();
        double nanos = (double) usage.promptNanos() + usage.generationNanos();
        serviceNanos = serviceNanos == 0 ? nanos : serviceNanos + SHARE_OF_LATEST * (nanos - serviceNanos);
        if (run.failure().isPresent()) {
            failed++;
        } else if (run.result().orElseThrow().reason() == FinishReason.CANCELLED) {
            cancelled++;
        } else {
            completed++;
        }
    }

    /** When a queue of this length will have been started, by how long requests took lately. */
    Duration retryAfter(int queued, int slots) {
        double seconds = serviceNanos * Math.max(1, queued) / slots / NANOS_PER_SECOND;
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(seconds), 1, MAX_RETRY_SECONDS));
    }
}
