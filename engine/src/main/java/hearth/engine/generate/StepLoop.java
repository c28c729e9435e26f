package hearth.engine.generate;

import hearth.engine.generate.BatchStep.Portion;
import hearth.engine.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a scheduler's thread does: lets requests in, runs steps, sees to those that ended. */
final class StepLoop implements Runnable {
    private final SchedulerOptions options;
    private final RequestQueue queue;
    private final List<ActiveRun> active = new ArrayList<>(); // in the order they began
    private final CachePool caches;
    private final Admission admission;
    private final BatchStep step;
    private final StepPlan plan;
    private final StepPace pace;

    StepLoop(Scheduler.Surroundings surroundings, SchedulerOptions options, RequestQueue queue, long cacheLimitBytes) {
        this.options = options;
        this.queue = queue;
        LanguageModel model = surroundings.model();
        caches = new CachePool(surroundings.caches(), surroundings.shape(), surroundings.device(), cacheLimitBytes);
        admission = new Admission(surroundings, queue, caches, options.slots());
        step = new BatchStep(model, surroundings.device());
        plan = new StepPlan(model.batchSize());
        pace = new StepPace(options.stepTarget().toNanos(), model.batchSize());
    }

    @Override
    public void run() {
        try {
            for (List<SequenceRun> ready = awaitWork(); !ready.isEmpty(); ready = awaitWork()) {
                runStep(ready);
            }
        } catch (RuntimeException | Error e) {
            // A fault of our own: no request may hang because of it.
            endAll(e);
            throw e;
        } finally {
            caches.close();
        }
    }

    /** Returns the runs that can go on, or none once it is closed. */
    private List<SequenceRun> awaitWork() {
        while (true) {
            if (queue.isPastDeadline()) {
                endAll(new SchedulerClosedException("the scheduler was closed before the answer was complete"));
                return List.of();
            }
            settleEnded();
            admission.admit(active);
            List<SequenceRun> ready = new ArrayList<>(active.size());
            long patience = sortOut(ready);
            boolean allGoOn = patience > 0;
            if (allGoOn && !ready.isEmpty()) {
                return ready;
            }
            if (allGoOn && !queue.awaitSignal(patience, active.size())) {
                return List.of();
            }
        }
    }

    private void settleEnded() {
        for (int i = active.size() - 1; i >= 0; i--) {
            if (active.get(i).run().ended()) {
                settle(active.remove(i));
            }
        }
    }

    private void settle(ActiveRun ended) {
        caches.release(ended.run().cache());
        // Counted before the client hears of it, so that it finds a free slot and true counts.
        queue.ended(ended.run(), caches.heldBytes());
        ended.ticket().end(ended.run());
    }

    /**
     * Collects the runs that can go on: not those that are cancelled, nor those that have no room for events.
     *
     * @return how long to wait for the others at most; 0 if one has ended
     */
    private long sortOut(List<SequenceRun> ready) {
        long patience = Long.MAX_VALUE;
        for (ActiveRun each : active) {
            SequenceRun run = each.run();
            OptionalLong full = each.ticket().fullForNanos();
            long left = options.stallLimit().toNanos() - full.orElse(0);
            if (!run.ended() && run.isCancelled()) {
                run.cancel();
            } else if (!run.ended() && left <= 0) {
                run.abort(new ConsumerStalledException(options.eventLimit(), options.stallLimit()));
            }
            if (run.ended()) {
                patience = 0;
            } else if (full.isEmpty()) {
                ready.add(run);
            } else {
                patience = Math.min(patience, left);
            }
        }
        return patience;
    }

    private void runStep(List<SequenceRun> ready) {
        boolean alone = ready.stream().allMatch(SequenceRun::prefilling);
        List<Portion> portions = plan.next(ready, pace.rows(alone));
        int promptRows = 0;
        for (Portion portion : portions) {
            promptRows += portion.run().prefilling() ? portion.rows() : 0;
            caches.reserve(portion.run().cache(), portion.rows());
        }
        long start = System.nanoTime();
        step.run(portions);
        if (promptRows > 0) {
            pace.took(promptRows, alone, System.nanoTime() - start);
        }
        queue.stepped(active.size() - ready.size(), caches.heldBytes());
    }

    private void endAll(Throwable cause) {
        queue.failAll().forEach(ticket -> ticket.fail(cause));
        admission.failDeferred(cause);
        for (ActiveRun each : active) {
            if (!each.run().ended()) {
                each.run().abort(cause);
            }
            settle(each);
        }
        active.clear();
    }
}
