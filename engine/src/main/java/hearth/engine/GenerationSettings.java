package hearth.engine;

import hearth.engine.sampling.SamplingOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Everything a model file, a user or a request may set for an answer, by the names Ollama gave them ({@code num_predict},
 * {@code top_k} ...). Later ones win: defaults, then the model's, then the user's.
 *
 * @param sampling how the next token is drawn
 * @param maxTokens {@code num_predict}; -1 = until the context is full
 * @param contextLength {@code num_ctx}; 0 = automatic
 * @param batchSize {@code num_batch}; most prompt tokens that run together
 * @param threads {@code num_thread}; 0 = automatic
 * @param stopSequences texts that end the answer
 */
public record GenerationSettings(
        SamplingOptions sampling, int maxTokens, int contextLength, int batchSize, int threads, List<String> stopSequences) {
    /** Options that concern devices or caches Hearth does not have: allowed in model files, without effect. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "num_keep", "num_gpu", "main_gpu", "use_mmap", "use_mlock", "low_vram", "f16_kv", "vocab_only", "numa", "draft_num_predict",
            "penalize_newline", "tfs_z", "mirostat", "mirostat_tau", "mirostat_eta", "num_gqa", "embedding_only", "logits_all");

    public GenerationSettings {
        Objects.requireNonNull(sampling, "sampling");
        stopSequences = List.copyOf(stopSequences);
    }

    /** What holds when nobody says anything. */
    public static GenerationSettings defaults() {
        LoadOptions load = LoadOptions.defaults();
        return new GenerationSettings(SamplingOptions.defaults(), -1, load.contextLength(), load.batchSize(), 0, List.of());
    }

    /** These settings with a model's parameters over them; options that have no meaning here are passed over. */
    public GenerationSettings withModelParameters(Map<String, Object> parameters) {
        GenerationSettings result = this;
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            if (!WITHOUT_EFFECT.contains(parameter.getKey())) {
                result = result.with(parameter.getKey(), parameter.getValue());
            }
        }
        return result;
    }

    /**
     * These settings with one changed.
     *
     * @param value a number, or text that reads as one; for {@code stop} a text or a list of texts
     * @throws IllegalArgumentException if the name is unknown or the value is no value for it; the message says which
     */
    public GenerationSettings with(String name, Object value) {
        return switch (name) {
            case "temperature" -> withSampling(sampling.withTemperature(real(name, value)));
            case "top_k" -> withSampling(sampling.withTopK(whole(name, value)));
            case "top_p" -> withSampling(sampling.withTopP(real(name, value)));
            case "min_p" -> withSampling(sampling.withMinP(real(name, value)));
            case "typical_p" -> withSampling(sampling.withTypicalP(real(name, value)));
            case "repeat_penalty" -> withSampling(sampling.withRepeatPenalty(real(name, value)));
            case "repeat_last_n" -> withSampling(sampling.withRepeatLastN(whole(name, value)));
            case "presence_penalty" -> withSampling(sampling.withPresencePenalty(real(name, value)));
            case "frequency_penalty" -> withSampling(sampling.withFrequencyPenalty(real(name, value)));
            case "seed" -> withSampling(sampling.withSeed(wholeLong(name, value)));
            case "num_predict" -> withMaxTokens(whole(name, value));
            case "num_ctx" -> withContextLength(whole(name, value));
            case "num_batch" -> withBatchSize(whole(name, value));
            case "num_thread" -> withThreads(whole(name, value));
            case "stop" -> withStopSequences(texts(name, value));
            default -> throw new IllegalArgumentException("unknown parameter '" + name + "'");
        };
    }

    public GenerationSettings withSampling(SamplingOptions value) {
        return new GenerationSettings(value, maxTokens, contextLength, batchSize, threads, stopSequences);
    }

    public GenerationSettings withMaxTokens(int value) {
        // Ollama's -2, "fill the context", is what -1 means here.
        return new GenerationSettings(sampling, Math.max(-1, value), contextLength, batchSize, threads, stopSequences);
    }

    public GenerationSettings withContextLength(int value) {
        return new GenerationSettings(sampling, maxTokens, value, batchSize, threads, stopSequences);
    }

    public GenerationSettings withBatchSize(int value) {
        return new GenerationSettings(sampling, maxTokens, contextLength, value, threads, stopSequences);
    }

    public GenerationSettings withThreads(int value) {
        return new GenerationSettings(sampling, maxTokens, contextLength, batchSize, value, stopSequences);
    }

    public GenerationSettings withStopSequences(List<String> value) {
        return new GenerationSettings(sampling, maxTokens, contextLength, batchSize, threads, value);
    }

    private static List<String> texts(String name, Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw wrong(name, value, "a text or a list of texts");
    }

    private static float real(String name, Object value) {
        try {
            return value instanceof Number number ? number.floatValue() : Float.parseFloat(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a number");
        }
    }

    private static int whole(String name, Object value) {
        long number = wholeLong(name, value);
        if (number != (int) number) {
            throw wrong(name, value, "a whole number of at most 32 bits");
        }
        return (int) number;
    }

    private static long wholeLong(String name, Object value) {
        try {
            double number = value instanceof Number given ? given.doubleValue() : Long.parseLong(String.valueOf(value));
            if (number == Math.rint(number)) {
                return (long) number;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number that is not whole.
        }
        throw wrong(name, value, "a whole number");
    }

    private static IllegalArgumentException wrong(String name, Object value, String expected) {
        return new IllegalArgumentException("parameter " + name + " is '" + value + "' but must be " + expected);
    }
}
