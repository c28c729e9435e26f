package hearth.engine.generate;

import hearth.engine.generate.GenerationEvent.Finished;
import hearth.engine.generate.GenerationEvent.PromptProgress;
import hearth.engine.generate.GenerationEvent.Token;
import hearth.engine.kvcache.SequenceCache;
import hearth.engine.sampling.Sampler;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a request: evaluates the prompt in chunks, then draws token after token. */
final class Generation {
    private static final int FIRST_ID_CAPACITY = 64;

    private final Stepper stepper;
    private final SequenceCache cache;
    private final Tokenizer tokenizer;
    private final GenerationRequest request;
    private final Consumer<GenerationEvent> listener;
    private final Sampler sampler;
    private final AnswerText answer;
    private final int[] step = new int[1];
    private int[] ids = new int[FIRST_ID_CAPACITY];
    private int idCount;

    Generation(
            Stepper stepper,
            Tokenizer tokenizer,
            GenerationRequest request,
            Sampler sampler,
            AnswerText answer,
            Consumer<GenerationEvent> listener) {
        this.stepper = stepper;
        this.cache = stepper.cache();
        this.tokenizer = tokenizer;
        this.request = request;
        this.sampler = sampler;
        this.answer = answer;
        this.listener = listener;
    }

    GenerationResult run() {
        long start = System.nanoTime();
        int[] prompt = request.promptIds();
        // The last token always runs again: its logits are needed.
        int reused = Math.min(cache.commonPrefix(prompt), prompt.length - 1);
        cache.truncate(reused);
        boolean evaluated = evaluatePrompt(prompt, reused);
        long promptEnd = System.nanoTime();
        long firstToken = 0;
        Optional<FinishReason> reason = evaluated ? beforeDraw() : Optional.of(FinishReason.CANCELLED);
        while (reason.isEmpty()) {
            int id = draw();
            if (idCount == 1) {
                firstToken = System.nanoTime() - start;
            }
            reason = tell(id);
            if (reason.isEmpty()) {
                step[0] = id;
                stepper.run(step, true);
                reason = cancelled();
            }
        }
        long end = System.nanoTime();
        Usage usage = new Usage(prompt.length, reused, idCount, promptEnd - start, end - promptEnd, firstToken);
        listener.accept(new Finished(reason.get(), usage));
        return new GenerationResult(answer.text(), Arrays.copyOf(ids, idCount), reason.get(), usage);
    }

    /** Returns false if cancelled between two chunks. */
    private boolean evaluatePrompt(int[] prompt, int reused) {
        listener.accept(new PromptProgress(reused, prompt.length));
        int done = reused;
        while (done < prompt.length) {
            if (request.cancellation().isCancelled()) {
                return false;
            }
            int count = Math.min(stepper.batchSize(), prompt.length - done);
            stepper.run(Arrays.copyOfRange(prompt, done, done + count), done + count == prompt.length);
            done += count;
            listener.accept(new PromptProgress(done, prompt.length));
        }
        for (int id : prompt) {
            sampler.accept(id);
        }
        return true;
    }

    private Optional<FinishReason> beforeDraw() {
        return request.maxTokens() == 0 ? Optional.of(FinishReason.LENGTH) : cancelled();
    }

    private Optional<FinishReason> cancelled() {
        return request.cancellation().isCancelled() ? Optional.of(FinishReason.CANCELLED) : Optional.empty();
    }

    private int draw() {
        int id;
        try {
            id = sampler.sample(stepper.logits());
        } catch (UnusableLogitsException e) {
            int position = cache.length() - 1;
            // Keys and values of a broken step must not be reused by a later prompt.
            cache.truncate(0);
            throw new UnusableLogitsException("after position " + position + ": " + e.getMessage());
        }
        sampler.accept(id);
        if (idCount == ids.length) {
            ids = Arrays.copyOf(ids, 2 * idCount);
        }
        ids[idCount++] = id;
        return id;
    }

    /** Tells the listener of a drawn token; returns why the generation ends with it, if it does. */
    private Optional<FinishReason> tell(int id) {
        boolean ends = tokenizer.isEndOfGeneration(id);
        String text = ends ? "" : answer.append(id);
        boolean full = idCount == request.maxTokens() || cache.length() == cache.capacity();
        if (ends || full && !answer.stopReached()) {
            text += answer.finish();
        }
        listener.accept(new Token(id, text));
        if (answer.stopReached()) {
            return Optional.of(FinishReason.STOP_SEQUENCE);
        }
        if (ends) {
            return Optional.of(FinishReason.STOP);
        }
        return full ? Optional.of(FinishReason.LENGTH) : Optional.empty();
    }
}
