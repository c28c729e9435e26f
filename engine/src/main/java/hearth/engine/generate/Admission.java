package hearth.engine.generate;

import hearth.engine.kvcache.SequenceCache;
import hearth.engine.sampling.Candidates;
import hearth.engine.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives slots to requests that wait. One whose prompt begins as one that is being evaluated waits, in its slot, until that is done,
 * and takes a copy: several answers to one prompt, or agents with one long instruction, run it once.
 */
final class Admission {
    /** Fewer tokens are not worth waiting for. */
    private static final int LEAST_GAIN = 64;

    private final Scheduler.Surroundings surroundings;
    private final RequestQueue queue;
    private final CachePool caches;
    private final Candidates candidates;
    private final int slots;
    private final List<GenerationTicket> deferred = new ArrayList<>();

    Admission(Scheduler.Surroundings surroundings, RequestQueue queue, CachePool caches, int slots) {
        this.surroundings = surroundings;
        this.queue = queue;
        this.caches = caches;
        this.slots = slots;
        candidates = new Candidates(surroundings.model().config().vocabularySize());
    }

    /**
     * Starts what can be started.
     *
     * @param active the running ones; new ones are added
     */
    void admit(List<ActiveRun> active) {
        for (GenerationTicket ticket : List.copyOf(deferred)) {
            if (ticket.request().cancellation().isCancelled() || gainLater(ticket, active) <= 0) {
                deferred.remove(ticket);
                start(ticket, active);
            }
        }
        while (active.size() + deferred.size() < slots) {
            Optional<GenerationTicket> next = queue.take();
            if (next.isEmpty()) {
                return;
            }
            if (gainLater(next.get(), active) >= LEAST_GAIN) {
                deferred.add(next.get());
            } else {
                start(next.get(), active);
            }
        }
    }

    /** How many tokens more of this prompt than now could be reused once a run that moves has evaluated its own. */
    private int gainLater(GenerationTicket ticket, List<ActiveRun> active) {
        int[] prompt = ticket.request().promptIds();
        int later = 0;
        for (ActiveRun each : active) {
            if (each.run().prefilling() && !each.run().ended() && each.ticket().fullForNanos().isEmpty()) {
                int[] other = each.ticket().request().promptIds();
                later = Math.max(later, SequenceCache.commonPrefix(other, other.length, prompt));
            }
        }
        return Math.min(later, prompt.length - 1) - caches.reusable(prompt);
    }

    private void start(GenerationTicket ticket, List<ActiveRun> active) {
        GenerationRequest request = ticket.request();
        try {
            Sampler sampler = Sampler.create(
                    request.sampling(),
                    request.rules(),
                    candidates,
                    surroundings.shape().capacity(),
                    surroundings.seeds().getAsInt());
            CachePool.Lease lease = caches.lease(request.promptIds());
            SequenceRun run = new SequenceRun(
                    request, lease.cache(), surroundings.tokenizer(), sampler, ticket.clock(), ticket::add);
            active.add(new ActiveRun(ticket, run));
            run.start(lease.reusedTokens(), lease.limit());
        } catch (RuntimeException | Error e) {
            // The constraint could not be started, or there is no memory for a cache.
            queue.failed();
            ticket.fail(e);
        }
    }

    /** Ends those that wait here for another's prompt. */
    void failDeferred(Throwable cause) {
        for (GenerationTicket ticket : deferred) {
            queue.failed();
            ticket.fail(cause);
        }
        deferred.clear();
    }
}
