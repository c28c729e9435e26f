package hearth.engine.generate;

import hearth.engine.sampling.SamplingOptions;
import java.util.List;
import java.util.Objects;

/**
 * One generation.
 *
 * @param promptIds the whole prompt, special tokens included; not empty
 * @param maxTokens draw at most this many; -1 = until the context is full
 * @param stopSequences texts that end the answer and are not part of it; none may be empty
 */
public record GenerationRequest(
        int[] promptIds,
        SamplingOptions sampling,
        int maxTokens,
        List<String> stopSequences,
        Cancellation cancellation) {
    /** Value of {@code maxTokens} for "until the context is full". */
    public static final int UNLIMITED = -1;

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public GenerationRequest {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(cancellation, "cancellation");
        promptIds = promptIds.clone();
        stopSequences = List.copyOf(stopSequences);
        if (promptIds.length == 0) {
            throw new IllegalArgumentException("the prompt has no tokens");
        }
        if (maxTokens < UNLIMITED) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens + " but must be -1 (until the context is full) or more");
        }
        if (stopSequences.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop sequence is empty");
        }
    }

    /** Default sampling, no limit but the context, no stop sequences. */
    public static GenerationRequest of(int[] promptIds) {
        return new GenerationRequest(promptIds, SamplingOptions.defaults(), UNLIMITED, List.of(), new Cancellation());
    }

    public GenerationRequest withSampling(SamplingOptions value) {
        return new GenerationRequest(promptIds, value, maxTokens, stopSequences, cancellation);
    }

    public GenerationRequest withMaxTokens(int value) {
        return new GenerationRequest(promptIds, sampling, value, stopSequences, cancellation);
    }

    public GenerationRequest withStopSequences(List<String> value) {
        return new GenerationRequest(promptIds, sampling, maxTokens, value, cancellation);
    }

    public GenerationRequest withCancellation(Cancellation value) {
        return new GenerationRequest(promptIds, sampling, maxTokens, stopSequences, value);
    }
}
