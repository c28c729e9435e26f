package hearth.server.call;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How an answer is made. What is not given stays as the model or the defaults have it.
 *
 * @param settings by the names Ollama gave them ({@code temperature}, {@code num_predict}, {@code stop}, {@code seed} ...), as
 *     {@code GenerationSettings.with} takes them; other dialects translate their names to these
 * @param format what shape the text must have
 * @param choices number of independent answers (OpenAI's {@code n})
 * @param topLogprobs empty = no log probabilities; 0 = of the drawn token; more = also of so many likeliest
 * @param logitBias added to the logit of a token id; -100 and less = never
 * @param truncates whether the oldest messages are left out when the conversation exceeds the context; otherwise that is an error
 */
public record AnswerOptions(
        Map<String, Object> settings,
        AnswerFormat format,
        int choices,
        OptionalInt topLogprobs,
        Map<Integer, Float> logitBias,
        boolean truncates) {
    /** Nothing said. */
    public static final AnswerOptions NONE =
            new AnswerOptions(Map.of(), AnswerFormat.TEXT, 1, OptionalInt.empty(), Map.of(), false);

    private static final int MAX_CHOICES = 16;
    private static final int MAX_LOGPROBS = 20;
    private static final int MAX_BIASES = 4096;
    private static final int MAX_STOPS = 16;
    private static final int MAX_STOP_LENGTH = 1024;

    public AnswerOptions {
        Objects.requireNonNull(format, "format");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        logitBias = Map.copyOf(logitBias);
        require(choices >= 1 && choices <= MAX_CHOICES, "n", "must be from 1 to " + MAX_CHOICES);
        require(topLogprobs.orElse(0) >= 0 && topLogprobs.orElse(0) <= MAX_LOGPROBS, "top_logprobs",
                "must be from 0 to " + MAX_LOGPROBS);
        require(logitBias.size() <= MAX_BIASES, "logit_bias", "has more than " + MAX_BIASES + " entries");
        requireStops(settings.get("stop"));
    }

    private static void requireStops(Object stop) {
        List<?> texts = stop instanceof List<?> list ? list : stop == null ? List.of() : List.of(stop);
        require(texts.size() <= MAX_STOPS, "stop", "has more than " + MAX_STOPS + " texts");
        require(texts.stream().allMatch(text -> String.valueOf(text).length() <= MAX_STOP_LENGTH), "stop",
                "has a text longer than " + MAX_STOP_LENGTH + " characters");
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw ApiException.invalid(field, rule);
        }
    }

    public AnswerOptions withSettings(Map<String, Object> value) {
        return new AnswerOptions(value, format, choices, topLogprobs, logitBias, truncates);
    }

    public AnswerOptions withFormat(AnswerFormat value) {
        return new AnswerOptions(settings, value, choices, topLogprobs, logitBias, truncates);
    }

    public AnswerOptions withChoices(int value) {
        return new AnswerOptions(settings, format, value, topLogprobs, logitBias, truncates);
    }

    public AnswerOptions withTopLogprobs(OptionalInt value) {
        return new AnswerOptions(settings, format, choices, value, logitBias, truncates);
    }

    public AnswerOptions withLogitBias(Map<Integer, Float> value) {
        return new AnswerOptions(settings, format, choices, topLogprobs, value, truncates);
    }

    public AnswerOptions withTruncates(boolean value) {
        return new AnswerOptions(settings, format, choices, topLogprobs, logitBias, value);
    }
}
