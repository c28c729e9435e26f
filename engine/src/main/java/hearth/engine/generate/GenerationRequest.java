package hearth.engine.generate;

import hearth.engine.sampling.SamplingOptions;
import hearth.engine.sampling.TokenRules;
import java.util.List;
import java.util.Objects;

/**
 * One generation.
 *
 * @param promptIds the whole prompt, special tokens included; not empty
 * @param rules biases and constraint
 * @param maxTokens draw at most this many; -1 = until the context is full
 * @param stopSequences texts that end the answer and are not part of it; none may be empty
 * @param topLogprobs how many of the likeliest tokens to list with each drawn one; 0 = only the drawn one's log-probability, -1 =
 *     none at all
 * @param showsControls whether control tokens that do not end the answer come as their text, for a parser of tool calls to see
 * @param cancellation ends this and every other request that was made with it, copies of this one included
 */
public record GenerationRequest(
        int[] promptIds,
        SamplingOptions sampling,
        TokenRules rules,
        int maxTokens,
        List<String> stopSequences,
        int topLogprobs,
        boolean showsControls,
        Cancellation cancellation) {
    /** Value of {@code maxTokens} for "until the context is full". */
    public static final int UNLIMITED = -1;
    /** Value of {@code topLogprobs} for no log-probabilities. */
    public static final int NO_LOGPROBS = -1;

    private static final int MAX_TOP_LOGPROBS = 1000;

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public GenerationRequest {
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(rules, "rules");
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
        if (topLogprobs < NO_LOGPROBS || topLogprobs > MAX_TOP_LOGPROBS) {
            throw new IllegalArgumentException(
                    "topLogprobs is " + topLogprobs + " but must be from -1 (none) to " + MAX_TOP_LOGPROBS);
        }
    }

    /** Without biases, constraint and log-probabilities. */
    public GenerationRequest(
            int[] promptIds,
            SamplingOptions sampling,
            int maxTokens,
            List<String> stopSequences,
            Cancellation cancellation) {
        this(promptIds, sampling, TokenRules.none(), maxTokens, stopSequences, NO_LOGPROBS, false, cancellation);
    }

    /** Default sampling, no limit but the context, no stop sequences. */
    public static GenerationRequest of(int[] promptIds) {
        return new GenerationRequest(promptIds, SamplingOptions.defaults(), UNLIMITED, List.of(), new Cancellation());
    }

    public GenerationRequest withSampling(SamplingOptions value) {
        return new GenerationRequest(promptIds, value, rules, maxTokens, stopSequences, topLogprobs, showsControls, cancellation);
    }

    public GenerationRequest withRules(TokenRules value) {
        return new GenerationRequest(promptIds, sampling, value, maxTokens, stopSequences, topLogprobs, showsControls, cancellation);
    }

    public GenerationRequest withMaxTokens(int value) {
        return new GenerationRequest(promptIds, sampling, rules, value, stopSequences, topLogprobs, showsControls, cancellation);
    }

    public GenerationRequest withStopSequences(List<String> value) {
        return new GenerationRequest(promptIds, sampling, rules, maxTokens, value, topLogprobs, showsControls, cancellation);
    }

    public GenerationRequest withTopLogprobs(int value) {
        return new GenerationRequest(promptIds, sampling, rules, maxTokens, stopSequences, value, showsControls, cancellation);
    }

    public GenerationRequest withShowsControls(boolean value) {
        return new GenerationRequest(promptIds, sampling, rules, maxTokens, stopSequences, topLogprobs, value, cancellation);
    }

    public GenerationRequest withCancellation(Cancellation value) {
        return new GenerationRequest(promptIds, sampling, rules, maxTokens, stopSequences, topLogprobs, showsControls, value);
    }

    /**
     * @throws PromptTooLongException if the prompt has more tokens than the context has positions
     * @throws IllegalArgumentException if the prompt holds an id that the vocabulary has not
     */
    void requireFit(int contextLength, int vocabularySize) {
        if (promptIds.length > contextLength) {
            throw new PromptTooLongException(promptIds.length, contextLength);
        }
        for (int i = 0; i < promptIds.length; i++) {
            if (promptIds[i] < 0 || promptIds[i] >= vocabularySize) {
                throw new IllegalArgumentException("token " + i + " of the prompt is " + promptIds[i]
                        + " but ids run from 0 to " + (vocabularySize - 1));
            }
        }
        for (int id : rules.bias().keySet()) {
            if (id >= vocabularySize) {
                throw new IllegalArgumentException(
                        "logit bias names token " + id + " but ids run from 0 to " + (vocabularySize - 1));
            }
        }
    }
}
