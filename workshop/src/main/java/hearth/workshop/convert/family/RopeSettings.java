package hearth.workshop.convert.family;

import hearth.format.gguf.MetadataKeys.Rope;
import hearth.workshop.convert.tensor.ComputedValues;
import hearth.workshop.huggingface.JsonFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rotary settings of a {@code config.json}: {@code rope_parameters} (newer) or {@code rope_scaling} and {@code rope_theta}
 * (older), for all layers or apart for full and sliding attention.
 *
 * @param full of layers with full attention
 * @param slidingTheta base of sliding layers, where it differs
 */
record RopeSettings(JsonFile full, Optional<Double> slidingTheta) {
    private static final String LLAMA3 = "llama3";
    private static final String DYNAMIC = "dynamic";
    private static final double DEFAULT_THETA = 10_000;
    private static final String[] THETAS = {"global_rope_theta", "rope_theta", "rotary_emb_base"};
    private static final String[] LOCAL_THETAS = {"local_rope_theta", "rope_local_base_freq", "swa_rope_theta"};

    static RopeSettings of(JsonFile config) {
        JsonFile given = config.object("rope_parameters")
                .or(() -> config.object("rope_scaling"))
                .orElse(JsonFile.of(config.file(), Map.of()));
        Optional<JsonFile> full = given.object("full_attention");
        Optional<JsonFile> sliding = given.object("sliding_attention");
        if (full.isPresent() || sliding.isPresent()) {
            return new RopeSettings(full.orElse(given), sliding.flatMap(values -> values.optionalNumber("rope_theta")));
        }
        Map<String, Object> values = new LinkedHashMap<>(given.values());
        if (!values.containsKey("rope_theta")) {
            config.optionalNumber(THETAS).ifPresent(theta -> values.put("rope_theta", theta));
        }
        if (!values.containsKey("rope_type") && values.get("type") != null) {
            values.put("rope_type", values.get("type"));
        }
        return new RopeSettings(JsonFile.of(config.file(), values), config.optionalNumber(LOCAL_THETAS));
    }

    /** The same settings without Llama 3's scaling, for an architecture that has {@link #llamaFactors} as a tensor. */
    static JsonFile withoutFactors(JsonFile config) {
        RopeSettings rope = of(config);
        return rope.type().equals(LLAMA3)
                ? config.with(Map.of("rope_parameters", Map.of("rope_theta", rope.thetaOr(DEFAULT_THETA))))
                : config;
    }

    /** What the result cannot say. */
    List<String> notes() {
        return type().equals(DYNAMIC)
                ? List.of("The model can stretch its positions as a text grows past its context (dynamic NTK). This is left out: the context ends there.")
                : List.of();
    }

    /** Kind of scaling; {@code default} where there is none. */
    String type() {
        return full.text("rope_type").orElse("default");
    }

    Optional<Double> theta() {
        return full.optionalNumber("rope_theta");
    }

    double thetaOr(double fallback) {
        return theta().orElse(fallback);
    }

    /** Share of a head that is rotated. */
    double partOr(JsonFile config, double fallback, String... names) {
        return full.optionalNumber(names).or(() -> config.optionalNumber(names)).orElse(fallback);
    }

    /** Bases and scaling, as far as they are keys and not tensors. */
    void describe(Sizes sizes) {
        switch (type()) {
            case "default" -> { }
            case DYNAMIC -> { } // nothing up to the trained context, and no model is run beyond it
            case "linear" -> {
                sizes.put(Rope.SCALING_TYPE, "linear");
                sizes.put(Rope.SCALING_FACTOR, full.requiredNumber("factor"));
            }
            case "yarn" -> yarn(sizes);
            default -> throw full.unsupported("rope_type", "is '" + type() + "', which this architecture has not in GGUF");
        }
        theta().ifPresent(theta -> sizes.put(Rope.THETA, theta));
        slidingTheta.ifPresent(theta -> sizes.put(Rope.SLIDING_THETA, theta));
    }

    private void yarn(Sizes sizes) {
        sizes.put(Rope.SCALING_TYPE, "yarn");
        sizes.put(Rope.SCALING_FACTOR, full.requiredNumber("factor"));
        sizes.put(Rope.ORIGINAL_CONTEXT_LENGTH, full.requiredInt("original_max_position_embeddings"));
        full.optionalNumber("extrapolation_factor").ifPresent(value -> sizes.put(Rope.YARN_EXTRAPOLATION_FACTOR, value));
        full.optionalNumber("attention_factor", "attn_factor")
                .ifPresent(value -> sizes.put(Rope.YARN_ATTENTION_FACTOR, value));
        full.optionalNumber("beta_fast").ifPresent(value -> sizes.put(Rope.YARN_BETA_FAST, value));
        full.optionalNumber("beta_slow").ifPresent(value -> sizes.put(Rope.YARN_BETA_SLOW, value));
    }

    /**
     * Divisors of the frequencies for Llama 3's scaling, (head size / 2); empty for other kinds. Long wavelengths are stretched
     * by the factor, short ones not, those between in part.
     */
    Optional<ComputedValues> llamaFactors(int headSize) {
        if (!type().equals(LLAMA3)) {
            return Optional.empty();
        }
        double factor = full.numberOr(8, "factor");
        double low = full.numberOr(1, "low_freq_factor");
        double high = full.numberOr(4, "high_freq_factor");
        double original = full.numberOr(8192, "original_max_position_embeddings");
        float[] factors = new float[headSize / 2];
        for (int i = 0; i < factors.length; i++) {
            float frequency = (float) (1 / Math.pow(thetaOr(DEFAULT_THETA), 2.0 * i / headSize));
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < original / high) {
                factors[i] = 1;
            } else if (wavelength > original / low) {
                factors[i] = (float) factor;
            } else {
                double smooth = (original / wavelength - low) / (high - low);
                factors[i] = (float) (1 / ((1 - smooth) / factor + smooth));
            }
        }
        return Optional.of(new ComputedValues("rope_parameters", factors));
    }
}
