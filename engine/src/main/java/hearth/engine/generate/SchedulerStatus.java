package hearth.engine.generate;

/**
 * What a scheduler does at one moment, and has done since it was opened. Every request that was accepted is in exactly one of
 * queued, running, completed, cancelled and failed.
 *
 * @param slots sequences that may run at the same time
 * @param running requests in a slot, paused ones included
 * @param paused those of them that wait for their reader
 * @param queued requests that wait for a slot
 * @param refused requests turned away because the queue was full
 * @param promptTokens of the requests that ended, reused ones included
 * @param cacheBytes what all KV caches hold
 * @param cacheLimitBytes what they may hold
 */
public record SchedulerStatus(
        int slots,
        int running,
        int paused,
        int queued,
        int queueLimit,
        long refused,
        long completed,
        long cancelled,
        long failed,
        long promptTokens,
        long reusedTokens,
        long generatedTokens,
        long steps,
        long cacheBytes,
        long cacheLimitBytes) {}
