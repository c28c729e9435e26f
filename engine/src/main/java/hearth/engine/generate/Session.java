package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.engine.kvcache.SequenceCache;
import hearth.engine.model.LanguageModel;
import hearth.engine.sampling.Candidates;
import hearth.engine.sampling.Sampler;
import hearth.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * One sequence with its KV cache. A prompt that begins as the last one and its answer did runs only from where it differs. One
 * generation at a time; for many at once there is {@link Scheduler}.
 */
public final class Session implements AutoCloseable {
    private final Tokenizer tokenizer;
    private final BatchStep step;
    private final SequenceCache cache;
    private final Candidates candidates;
    private final IntSupplier seeds;
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean closed;

    /**
     * @param cache of the sequence; its capacity is the context length; this session closes it
     * @param device held during each step, so that sessions can share a device
     * @param seeds gives a seed for requests that ask for a random one
     */
    public Session(LanguageModel model, Tokenizer tokenizer, KvCache cache, Lock device, IntSupplier seeds) {
        this.tokenizer = tokenizer;
        this.step = new BatchStep(model, device);
        this.cache = new SequenceCache(cache);
        this.candidates = new Candidates(model.config().vocabularySize());
        this.seeds = seeds;
    }

    /** Positions of this sequence. */
    public int contextLength() {
        return cache.capacity();
    }

    /**
     * Evaluates the prompt and draws an answer. The listener is called on this thread.
     *
     * @throws PromptTooLongException if the prompt has more tokens than the context has positions
     * @throws IllegalArgumentException if the prompt holds an id that the vocabulary has not
     * @throws hearth.engine.sampling.UnusableLogitsException if the model computes no usable numbers
     * @throws hearth.engine.sampling.NoTokenAllowedException if the request's rules leave no token
     * @throws IllegalStateException if this session is closed or already generating
     */
    public GenerationResult generate(GenerationRequest request, Consumer<GenerationEvent> listener) {
        request.requireFit(contextLength(), candidates.vocabularySize());
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("this session is already generating");
        }
        try {
            if (closed) {
                throw new IllegalStateException("this session is closed");
            }
            return drive(request, listener);
        } finally {
            busy.set(false);
        }
    }

    private GenerationResult drive(GenerationRequest request, Consumer<GenerationEvent> listener) {
        Sampler sampler = Sampler.create(
                request.sampling(), request.rules(), candidates, contextLength(), seeds.getAsInt());
        SequenceRun run = new SequenceRun(request, cache, tokenizer, sampler, new RunClock(), listener);
        int common = cache.commonPrefix(request.promptIds());
        // The last token always runs again: its logits are needed.
        int reused = Math.min(common, request.promptIds().length - 1);
        run.start(reused, ReuseLimit.of(reused, request.promptIds().length, cache.length()));
        while (!run.ended()) {
            if (run.isCancelled()) {
                run.cancel();
            } else {
                step.run(List.of(new BatchStep.Portion(run, Math.min(step.batchSize(), run.pendingRows()))));
            }
        }
        return switch (run.failure().orElse(null)) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case null, default -> run.result().orElseThrow();
        };
    }

    /**
     * Frees the cache.
     *
     * @throws IllegalStateException if a generation runs; cancel it first
     */
    @Override
    public void close() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("this session is still generating");
        }
        try {
            if (!closed) {
                closed = true;
                cache.close();
            }
        } finally {
            busy.set(false);
        }
    }
}
