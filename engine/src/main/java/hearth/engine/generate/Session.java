package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.engine.kvcache.SequenceCache;
import hearth.engine.model.LanguageModel;
import hearth.engine.sampling.Sampler;
import hearth.tokenizer.DecodeOptions;
import hearth.tokenizer.Tokenizer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * One sequence with its KV cache. A prompt that begins as the last one and its answer did runs only from where it differs. One
 * generation at a time.
 */
public final class Session implements AutoCloseable {
    private static final DecodeOptions ANSWER = new DecodeOptions(false, true);

    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final Stepper stepper;
    private final IntSupplier seeds;
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean closed;

    /**
     * @param cache of the sequence; its capacity is the context length; this session closes it
     * @param device held during each step, so that sessions can share a device
     * @param seeds gives a seed for requests that ask for a random one
     */
    public Session(LanguageModel model, Tokenizer tokenizer, KvCache cache, Lock device, IntSupplier seeds) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.stepper = new Stepper(model, device, new SequenceCache(cache));
        this.seeds = seeds;
    }

    /** Positions of this sequence. */
    public int contextLength() {
        return stepper.cache().capacity();
    }

    /**
     * Evaluates the prompt and draws an answer. The listener is called on this thread.
     *
     * @throws PromptTooLongException if the prompt has more tokens than the context has positions
     * @throws IllegalArgumentException if the prompt holds an id that the vocabulary has not
     * @throws hearth.engine.sampling.UnusableLogitsException if the model computes no usable numbers
     * @throws IllegalStateException if this session is closed or already generating
     */
    public GenerationResult generate(GenerationRequest request, Consumer<GenerationEvent> listener) {
        requireFit(request.promptIds());
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("this session is already generating");
        }
        try {
            if (closed) {
                throw new IllegalStateException("this session is closed");
            }
            Sampler sampler = Sampler.create(
                    request.sampling(), model.config().vocabularySize(), contextLength(), seeds.getAsInt());
            AnswerText answer =
                    new AnswerText(tokenizer.streamDecoder(ANSWER), new StopSequences(request.stopSequences()));
            return new Generation(stepper, tokenizer, request, sampler, answer, listener).run();
        } finally {
            busy.set(false);
        }
    }

    private void requireFit(int[] prompt) {
        if (prompt.length > contextLength()) {
            throw new PromptTooLongException(prompt.length, contextLength());
        }
        int vocabularySize = model.config().vocabularySize();
        for (int i = 0; i < prompt.length; i++) {
            if (prompt[i] < 0 || prompt[i] >= vocabularySize) {
                throw new IllegalArgumentException("token " + i + " of the prompt is " + prompt[i]
                        + " but ids run from 0 to " + (vocabularySize - 1));
            }
        }
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
                stepper.cache().close();
            }
        } finally {
            busy.set(false);
        }
    }
}
