package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.engine.model.LanguageModel;
import hearth.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Runs the requests of one model together: a thread of its own does step after step, each with a row of every running answer and
 * some rows of prompts. Requests wait in a bounded queue for a slot, first come, first served. What a request gives does not depend
 * on its neighbours, and a request that fails, is cancelled or has a slow reader does not harm them. Thread-safe.
 */
public final class Scheduler implements AutoCloseable {
    private final Surroundings surroundings;
    private final SchedulerOptions options;
    private final long cacheLimitBytes;
    private final RequestQueue queue;
    private final Thread thread;

    /**
     * The model and what it runs on.
     *
     * @param shape of the cache of one sequence; its capacity is the context length
     * @param device held during each step, so that models can share it
     * @param seeds gives a seed for requests that ask for a random one
     */
    public record Surroundings(
            LanguageModel model,
            Tokenizer tokenizer,
            KvCacheShape shape,
            Function<KvCacheShape, KvCache> caches,
            Lock device,
            IntSupplier seeds) {}

    /** Starts the thread. @param options with a number of slots */
    public Scheduler(Surroundings surroundings, SchedulerOptions options) {
        if (options.slots() < 1) {
            throw new IllegalArgumentException("a scheduler needs a number of slots");
        }
        this.surroundings = surroundings;
        this.options = options;
        cacheLimitBytes = Math.addExact(
                Math.multiplyExact(surroundings.shape().byteSize(), options.slots()), options.idleCacheBytes());
        queue = new RequestQueue(options);
        StepLoop loop = new StepLoop(surroundings, options, queue, cacheLimitBytes);
        thread = Thread.ofPlatform().daemon().name("hearth-scheduler").start(loop);
    }

    /** Positions of each sequence. */
    public int contextLength() {
        return surroundings.shape().capacity();
    }

    /**
     * Queues a request.
     *
     * @throws QueueFullException if as many wait as may
     * @throws PromptTooLongException if the prompt has more tokens than the context has positions
     * @throws IllegalArgumentException if the prompt or a bias names an id that the vocabulary has not
     * @throws SchedulerClosedException once it is closed
     */
    public GenerationTicket submit(GenerationRequest request) {
        request.requireFit(contextLength(), surroundings.model().config().vocabularySize());
        GenerationTicket ticket = new GenerationTicket(request, options.eventLimit(), queue::wake);
        queue.add(ticket);
        ticket.whenCancelled(() -> {
            // A running request is found before its next step.
            if (queue.remove(ticket)) {
                ticket.cancelUnstarted();
            }
        });
        return ticket;
    }

    /** What it does now and has done so far. */
    public SchedulerStatus status() {
        return queue.status(cacheLimitBytes);
    }

    /** Whether it has been closed and its memory freed. */
    public boolean isClosed() {
        return !thread.isAlive();
    }

    /** Ends all requests at once; see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Takes no more requests, waits for those it has, and ends with a {@link SchedulerClosedException} those that are not done by
     * then. Afterwards its thread has ended and its caches are freed.
     */
    public void close(Duration patience) {
        queue.close(patience);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The caches must be freed before the model is; a step takes not long.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
