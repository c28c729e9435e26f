package hearth.engine;

import hearth.engine.generate.Scheduler;
import hearth.engine.generate.SchedulerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What an engine's models hold, and may still take: caches grow on demand, so that memory is promised before it is used. */
final class MemoryLedger {
    private final long limitBytes;
    private final LongSupplier machine;
    private final List<Scheduler> schedulers = new ArrayList<>();
    private long weightBytes;

    /**
     * @param limitBytes what models may take together; 0 = what the machine has
     * @param machine bytes it has left now
     */
    MemoryLedger(long limitBytes, LongSupplier machine) {
        this.limitBytes = limitBytes;
        this.machine = machine;
    }

    synchronized void loaded(long bytes) {
        weightBytes += bytes;
    }

    synchronized void released(long bytes) {
        weightBytes -= bytes;
    }

    synchronized void opened(Scheduler scheduler) {
        schedulers.add(scheduler);
    }

    /** Bytes that are neither in use nor promised. */
    synchronized long availableBytes() {
        schedulers.removeIf(Scheduler::isClosed);
        long held = 0;
        long promised = 0;
        for (Scheduler scheduler : schedulers) {
            SchedulerStatus status = scheduler.status();
            held += status.cacheBytes();
            promised += status.cacheLimitBytes() - status.cacheBytes();
        }
        long left = machine.getAsLong();
        if (limitBytes > 0) {
            left = Math.min(left, limitBytes - weightBytes - held);
        }
        return Math.max(0, left - promised);
    }
}
