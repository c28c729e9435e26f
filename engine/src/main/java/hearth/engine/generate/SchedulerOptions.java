package hearth.engine.generate;

import java.time.Duration;
import java.util.Objects;

/**
 * How a scheduler shares a model.
 *
 * @param slots sequences that run at the same time; 0 = as memory allows, at most {@value #AUTOMATIC_SLOTS}
 * @param queueLimit requests that may wait for a slot; more are refused
 * @param idleCacheBytes what the caches of ended sequences may hold beside the full caches of all slots
 * @param eventLimit unread events after which a sequence pauses
 * @param stallLimit how long a sequence may pause before it is ended
 * @param stepTarget how long a step with rows of a prompt should take at most: the answers of others go on, and a cancelled request
 *     ends, only between steps
 */
public record SchedulerOptions(
        int slots, int queueLimit, long idleCacheBytes, int eventLimit, Duration stallLimit, Duration stepTarget) {
    /** Most slots that are made without being asked for. */
    public static final int AUTOMATIC_SLOTS = 4;

    private static final int MAX_SLOTS = 1024;
    private static final int MAX_QUEUE = 1 << 20;
    private static final SchedulerOptions DEFAULTS =
            new SchedulerOptions(0, 512, 0, 256, Duration.ofSeconds(30), Duration.ofMillis(150));

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public SchedulerOptions {
        Objects.requireNonNull(stallLimit, "stallLimit");
        Objects.requireNonNull(stepTarget, "stepTarget");
        require(slots >= 0 && slots <= MAX_SLOTS, "slots", slots, "from 0 (automatic) to " + MAX_SLOTS);
        require(queueLimit >= 0 && queueLimit <= MAX_QUEUE, "queueLimit", queueLimit, "from 0 to " + MAX_QUEUE);
        require(idleCacheBytes >= 0, "idleCacheBytes", idleCacheBytes, "0 or more");
        require(eventLimit >= 1 && eventLimit <= MAX_QUEUE, "eventLimit", eventLimit, "from 1 to " + MAX_QUEUE);
        require(stallLimit.isPositive(), "stallLimit", stallLimit, "positive");
        require(stepTarget.isPositive(), "stepTarget", stepTarget, "positive");
    }

    private static void require(boolean holds, String name, Object value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + " but must be " + range);
        }
    }

    /** Slots by memory, 512 waiting requests, 30 s for a reader that stalls, prompts in steps of 150 ms. */
    public static SchedulerOptions defaults() {
        return DEFAULTS;
    }

    public SchedulerOptions withSlots(int value) {
        return new SchedulerOptions(value, queueLimit, idleCacheBytes, eventLimit, stallLimit, stepTarget);
    }

    public SchedulerOptions withQueueLimit(int value) {
        return new SchedulerOptions(slots, value, idleCacheBytes, eventLimit, stallLimit, stepTarget);
    }

    public SchedulerOptions withIdleCacheBytes(long value) {
        return new SchedulerOptions(slots, queueLimit, value, eventLimit, stallLimit, stepTarget);
    }

    public SchedulerOptions withEventLimit(int value) {
        return new SchedulerOptions(slots, queueLimit, idleCacheBytes, value, stallLimit, stepTarget);
    }

    public SchedulerOptions withStallLimit(Duration value) {
        return new SchedulerOptions(slots, queueLimit, idleCacheBytes, eventLimit, value, stepTarget);
    }

    public SchedulerOptions withStepTarget(Duration value) {
        return new SchedulerOptions(slots, queueLimit, idleCacheBytes, eventLimit, stallLimit, value);
    }
}
