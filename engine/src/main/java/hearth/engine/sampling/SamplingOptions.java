package hearth.engine.sampling;

/**
 * How the next token is drawn. {@link #defaults()} are the usual ones of Ollama.
 *
 * @param temperature divides the logits; 0 = always the likeliest token
 * @param topK keep this many; 0 = off
 * @param topP keep the shortest list whose probabilities reach this; 1 = off
 * @param minP keep tokens at least this likely relative to the likeliest; 0 = off
 * @param typicalP keep the tokens nearest to the expected surprise up to this probability; 1 = off
 * @param repeatPenalty divides (or multiplies, below zero) the logit of a recent token; 1 = off
 * @param repeatLastN tokens that count as recent, prompt included; 0 = none, -1 = the whole context
 * @param presencePenalty subtracted from the logit of each recent token
 * @param frequencyPenalty subtracted once for each recent occurrence
 * @param minKeep tokens that typical-p, top-p and min-p leave at least
 * @param seed 0 to 4294967295; -1 = a random one for each generation
 */
public record SamplingOptions(
        float temperature,
        int topK,
        float topP,
        float minP,
        float typicalP,
        float repeatPenalty,
        int repeatLastN,
        float presencePenalty,
        float frequencyPenalty,
        int minKeep,
        long seed) {
    private static final SamplingOptions DEFAULTS = new SamplingOptions(0.8f, 40, 0.9f, 0, 1, 1, 64, 0, 0, 0, -1);
    private static final long MAX_SEED = 0xFFFF_FFFFL;
    private static final float MAX_PENALTY = 1e6f;

    /** @throws IllegalArgumentException if a value is out of its range; the message names it and the range */
    public SamplingOptions {
        require(temperature >= 0 && Float.isFinite(temperature), "temperature", temperature, "0 or more");
        require(topK >= 0, "topK", topK, "0 (off) or more");
        require(topP >= 0 && topP <= 1, "topP", topP, "from 0 to 1");
        require(minP >= 0 && minP <= 1, "minP", minP, "from 0 to 1");
        require(typicalP >= 0 && typicalP <= 1, "typicalP", typicalP, "from 0 to 1");
        require(
                repeatPenalty >= 1 / MAX_PENALTY && repeatPenalty <= MAX_PENALTY,
                "repeatPenalty",
                repeatPenalty,
                "more than 0 and finite (1e-6 to 1e6)");
        require(repeatLastN >= -1, "repeatLastN", repeatLastN, "-1 (whole context), 0 (off) or more");
        require(Math.abs(presencePenalty) <= MAX_PENALTY, "presencePenalty", presencePenalty, "finite (at most 1e6)");
        require(Math.abs(frequencyPenalty) <= MAX_PENALTY, "frequencyPenalty", frequencyPenalty, "finite (at most 1e6)");
        require(minKeep >= 0, "minKeep", minKeep, "0 or more");
        require(seed >= -1 && seed <= MAX_SEED, "seed", seed, "-1 (random) or from 0 to 4294967295");
    }

    private static void require(boolean holds, String name, Number value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + " but must be " + range);
        }
    }

    /** Temperature 0.8, top-k 40, top-p 0.9, nothing else, a random seed. */
    public static SamplingOptions defaults() {
        return DEFAULTS;
    }

    /** Always the likeliest token. */
    public static SamplingOptions greedy() {
        return DEFAULTS.withTemperature(0);
    }

    public SamplingOptions withTemperature(float value) {
        return new SamplingOptions(
                value, topK, topP, minP, typicalP, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withTopK(int value) {
        return new SamplingOptions(
                temperature, value, topP, minP, typicalP, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withTopP(float value) {
        return new SamplingOptions(
                temperature, topK, value, minP, typicalP, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withMinP(float value) {
        return new SamplingOptions(
                temperature, topK, topP, value, typicalP, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withTypicalP(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, value, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withRepeatPenalty(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, typicalP, value, repeatLastN, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withRepeatLastN(int value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, typicalP, repeatPenalty, value, presencePenalty, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withPresencePenalty(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, typicalP, repeatPenalty, repeatLastN, value, frequencyPenalty, minKeep, seed);
    }

    public SamplingOptions withFrequencyPenalty(float value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, typicalP, repeatPenalty, repeatLastN, presencePenalty, value, minKeep, seed);
    }

    public SamplingOptions withMinKeep(int value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, typicalP, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, value, seed);
    }

    public SamplingOptions withSeed(long value) {
        return new SamplingOptions(
                temperature, topK, topP, minP, typicalP, repeatPenalty, repeatLastN, presencePenalty, frequencyPenalty, minKeep, value);
    }
}
