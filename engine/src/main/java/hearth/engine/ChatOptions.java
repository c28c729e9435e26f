package hearth.engine;

import hearth.engine.sampling.SamplingOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a chat answers.
 *
 * @param systemPrompt first message; empty = none but what the model's template brings
 * @param maxTokens at most this many tokens an answer; -1 = until the context is full
 * @param forgetsOldest whether the oldest messages but the system's are left out once the conversation exceeds the context;
 *     otherwise that is an error
 */
public record ChatOptions(
        Optional<String> systemPrompt,
        SamplingOptions sampling,
        int maxTokens,
        List<String> stopSequences,
        boolean forgetsOldest) {
    public ChatOptions {
        Objects.requireNonNull(systemPrompt, "systemPrompt");
        Objects.requireNonNull(sampling, "sampling");
        stopSequences = List.copyOf(stopSequences);
    }

    /** Default sampling, no system prompt, answers as long as the context allows. */
    public static ChatOptions defaults() {
        return new ChatOptions(Optional.empty(), SamplingOptions.defaults(), -1, List.of(), false);
    }

    public ChatOptions withSystemPrompt(String value) {
        return new ChatOptions(Optional.of(value), sampling, maxTokens, stopSequences, forgetsOldest);
    }

    public ChatOptions withSampling(SamplingOptions value) {
        return new ChatOptions(systemPrompt, value, maxTokens, stopSequences, forgetsOldest);
    }

    public ChatOptions withMaxTokens(int value) {
        return new ChatOptions(systemPrompt, sampling, value, stopSequences, forgetsOldest);
    }

    public ChatOptions withStopSequences(List<String> value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, value, forgetsOldest);
    }

    public ChatOptions withForgetsOldest(boolean value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, stopSequences, value);
    }
}
