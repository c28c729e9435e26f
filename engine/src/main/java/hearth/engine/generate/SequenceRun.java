package hearth.engine.generate;

import hearth.engine.generate.GenerationEvent.Finished;
import hearth.engine.generate.GenerationEvent.PromptProgress;
import hearth.engine.generate.GenerationEvent.Token;
import hearth.engine.kvcache.SequenceCache;
import hearth.engine.sampling.Sampler;
import hearth.engine.sampling.TokenLogprobs;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request on its cache as a state machine: tells which rows it wants to run next and takes their logits, first for the prompt
 * in pieces of any size, then token by token. Whoever drives it does the steps, alone or together with those of other runs.
 */
final class SequenceRun {
    private static final int FIRST_ID_CAPACITY = 64;

    private final GenerationRequest request;
    private final SequenceCache cache;
    private final Tokenizer tokenizer;
    private final Sampler sampler;
    private final AnswerText answer;
    private final Consumer<GenerationEvent> listener;
    private final RunClock clock;
    private final int[] prompt;
    private final int[] last = new int[1];
    private int reused;
    private ReuseLimit reuseLimit = ReuseLimit.NOT_STARTED;
    private int[] ids = new int[FIRST_ID_CAPACITY];
    private int idCount;
    private Optional<GenerationResult> result = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    /** @param listener hears the events on the thread that drives this run */
    SequenceRun(
            GenerationRequest request,
            SequenceCache cache,
            Tokenizer tokenizer,
            Sampler sampler,
            RunClock clock,
            Consumer<GenerationEvent> listener) {
        this.request = request;
        this.prompt = request.promptIds();
        this.cache = cache;
        this.tokenizer = tokenizer;
        this.sampler = sampler;
        this.answer = AnswerText.of(tokenizer, request);
        this.clock = clock;
        this.listener = listener;
    }

    /** Begins after the first {@code reusedTokens} of the prompt, which the cache holds. */
    void start(int reusedTokens, ReuseLimit limit) {
        reused = reusedTokens;
        reuseLimit = limit;
        cache.truncate(reusedTokens);
        clock.start();
        guarded(() -> listener.accept(new PromptProgress(reusedTokens, prompt.length)));
    }

    SequenceCache cache() {
        return cache;
    }

    boolean ended() {
        return result.isPresent() || failure.isPresent();
    }

    /** The outcome once it ended without a failure. */
    Optional<GenerationResult> result() {
        return result;
    }

    /** What ended it, if something went wrong. */
    Optional<Throwable> failure() {
        return failure;
    }

    boolean isCancelled() {
        return request.cancellation().isCancelled();
    }

    /** Whether rows of the prompt are still to be run. */
    boolean prefilling() {
        return cache.length() < prompt.length;
    }

    /** Rows it could run now: the rest of the prompt, or the one token drawn last. */
    int pendingRows() {
        return prefilling() ? prompt.length - cache.length() : 1;
    }

    /** Writes the next {@code count} ids. */
    void copyRows(int count, int[] target, int at) {
        System.arraycopy(source(), sourceOffset(), target, at, count);
    }

    /** Whether the last of the next {@code count} rows is followed by a draw. */
    boolean wantsLogits(int count) {
        return !prefilling() || request.maxTokens() != 0 && cache.length() + count == prompt.length;
    }

    private int[] source() {
        return prefilling() ? prompt : last;
    }

    private int sourceOffset() {
        return prefilling() ? cache.length() : 0;
    }

    /** The next {@code count} rows have run; their logits, if wanted, begin at {@code offset}. Failures end this run only. */
    void advance(int count, float[] logits, int offset) {
        guarded(() -> {
            boolean inPrompt = prefilling();
            cache.append(source(), sourceOffset(), count);
            if (inPrompt) {
                listener.accept(new PromptProgress(cache.length(), prompt.length));
            }
            if (!prefilling()) {
                if (inPrompt) {
                    endPrompt();
                }
                if (!ended()) {
                    draw(logits, offset);
                }
            }
        });
    }

    private void endPrompt() {
        clock.promptEnded(prompt.length, reused);
        sampler.acceptPrompt(prompt);
        if (request.maxTokens() == 0) {
            end(FinishReason.LENGTH);
        }
    }

    private void draw(float[] logits, int offset) {
        int id = sample(logits, offset);
        if (idCount == ids.length) {
            ids = Arrays.copyOf(ids, 2 * idCount);
        }
        ids[idCount++] = id;
        last[0] = id;
        clock.drawn();
        Optional<TokenLogprobs> logprobs = request.topLogprobs() == GenerationRequest.NO_LOGPROBS
                ? Optional.empty()
                : Optional.of(TokenLogprobs.of(logits, offset, tokenizer.size(), id, request.topLogprobs()));
        tell(id, logprobs);
    }

    private int sample(float[] logits, int offset) {
        try {
            int id = sampler.sample(logits, offset);
            sampler.accept(id);
            return id;
        } catch (UnusableLogitsException e) {
            throw new UnusableLogitsException("after position " + (cache.length() - 1) + ": " + e.getMessage());
        }
    }

    private void tell(int id, Optional<TokenLogprobs> logprobs) {
        boolean stops = tokenizer.isEndOfGeneration(id);
        String text = stops ? "" : answer.append(id);
        boolean full = idCount == request.maxTokens() || cache.length() == cache.capacity();
        if (stops || full && !answer.stopReached()) {
            text += answer.finish();
        }
        listener.accept(new Token(id, text, logprobs));
        if (answer.stopReached()) {
            end(FinishReason.STOP_SEQUENCE);
        } else if (stops) {
            end(FinishReason.STOP);
        } else if (full) {
            end(FinishReason.LENGTH);
        }
    }

    /** Ends it early; text that was held back is lost. */
    void cancel() {
        guarded(() -> end(FinishReason.CANCELLED));
    }

    /** Ends it because a step failed; what the cache holds is not trusted any more. */
    void fail(Throwable cause) {
        cache.truncate(0);
        abort(cause);
    }

    /** Ends it for a reason outside of it; the cache stays as it is. */
    void abort(Throwable cause) {
        failure = Optional.of(cause);
        clock.end();
        clock.report(cause.getClass().getSimpleName(), usage());
    }

    private void end(FinishReason reason) {
        clock.end();
        Usage usage = usage();
        listener.accept(new Finished(reason, answer.stopSequence(), usage));
        result = Optional.of(
                new GenerationResult(answer.text(), Arrays.copyOf(ids, idCount), reason, answer.stopSequence(), usage));
        clock.report(reason.name(), usage);
    }

    /** As far as it came. */
    Usage usage() {
        return clock.usage(prompt.length, reused, reuseLimit, idCount);
    }

    // Also errors: a stack overflow or too little memory in one request's grammar is not the others' trouble.
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (UnusableLogitsException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            abort(e);
        }
    }
}
