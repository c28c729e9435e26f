package hearth.engine;

import hearth.engine.sampling.SamplingOptions;
import hearth.engine.sampling.TokenRules;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a chat answers.
 *
 * @param systemPrompt first message; empty = none but what the model's template brings
 * @param maxTokens at most this many tokens an answer; -1 = until the context is full
 * @param rules biases and constraint of each answer
 * @param variables further variables for the chat template, such as {@code enable_thinking}
 * @param forgetsOldest whether the oldest messages but the system's are left out once the conversation exceeds the context;
 *     otherwise that is an error
 */
public record ChatOptions(
        Optional<String> systemPrompt,
        SamplingOptions sampling,
        int maxTokens,
        List<String> stopSequences,
        TokenRules rules,
        Map<String, Object> variables,
        boolean forgetsOldest) {
    public ChatOptions {
        Objects.requireNonNull(rules, "rules");
        variables = Map.copyOf(variables);
        Objects.requireNonNull(systemPrompt, "systemPrompt");
        Objects.requireNonNull(sampling, "sampling");
        stopSequences = List.copyOf(stopSequences);
    }

    /** Default sampling, no system prompt, answers as long as the context allows. */
    public static ChatOptions defaults() {
        return new ChatOptions(Optional.empty(), SamplingOptions.defaults(), -1, List.of(), TokenRules.none(), Map.of(), false);
    }

    public ChatOptions withSystemPrompt(String value) {
        return new ChatOptions(Optional.of(value), sampling, maxTokens, stopSequences, rules, variables, forgetsOldest);
    }

    public ChatOptions withSampling(SamplingOptions value) {
        return new ChatOptions(systemPrompt, value, maxTokens, stopSequences, rules, variables, forgetsOldest);
    }

    public ChatOptions withMaxTokens(int value) {
        return new ChatOptions(systemPrompt, sampling, value, stopSequences, rules, variables, forgetsOldest);
    }

    public ChatOptions withStopSequences(List<String> value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, value, rules, variables, forgetsOldest);
    }

    public ChatOptions withRules(TokenRules value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, stopSequences, value, variables, forgetsOldest);
    }

    public ChatOptions withVariables(Map<String, Object> value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, stopSequences, rules, value, forgetsOldest);
    }

    public ChatOptions withForgetsOldest(boolean value) {
        return new ChatOptions(systemPrompt, sampling, maxTokens, stopSequences, rules, variables, value);
    }
}
