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
 */
public record ChatOptions(Optional<String> systemPrompt, SamplingOptions sampling, int maxTokens, List<String> stopSequences) {
    public ChatOptions {
        Objects.requireNonNull(systemPrompt, "systemPrompt");
        Objects.requireNonNull(sampling, "sampling");
        stopSequences = List.copyOf(stopSequences);
    }

    /** Default sampling, no system prompt, answers as long as the context allows. */
    public static ChatOptions defaults() {
        return new ChatOptions(Optional.empty(), SamplingOptions.defaults(), -1, List.of());
    }

    public ChatOptions withSystemPrompt(String value) {
        return new ChatOptions(Optional.of(value), sampling, maxTokens, stopSequences);
    }

    public ChatOptions withSampling(SamplingOptions value) {
        return new ChatOptions(systemPrompt, value, maxTokens, stopSequences);
    }

    public ChatOptions withMaxTokens(int value) {
        return new ChatOptions(systemPrompt, sampling, value, stopSequences);
    }

    public ChatOptions withStopSequences(List<String> value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, value);
    }
}
