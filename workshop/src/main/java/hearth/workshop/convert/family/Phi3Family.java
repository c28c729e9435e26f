package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.ComputedValues;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Phi-3 and Phi-4: fused projections stay fused; long contexts have two sets of frequency factors. */
final class Phi3Family implements Family {
    @Override
    public Set<String> names() {
        return Set.of("Phi3ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "phi3";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 4096L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        int context = config.requiredInt("n_positions", "max_position_embeddings");
        RopeSettings rope = RopeSettings.of(config);
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, context);
        sizes.put(Rope.ORIGINAL_CONTEXT_LENGTH, originalContext(config, rope));
        sizes.put(Model.HIDDEN_SIZE, config.requiredInt(CommonSizes.HIDDEN));
        sizes.put(Model.FEED_FORWARD_SIZE, config.requiredInt("intermediate_size"));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.kvHeads(config));
        sizes.put(Attention.RMS_NORM_EPSILON, config.requiredNumber("rms_norm_eps"));
        sizes.put(Rope.DIMENSION_COUNT, rotated(config, rope));
        sizes.put(Rope.THETA, rope.thetaOr(10_000));
        // 0 tells apart the models that have none; others of this architecture have one.
        sizes.put(Attention.SLIDING_WINDOW, config.intOr(0, "sliding_window"));
        if (longFactors(rope).isPresent()) {
            sizes.put(Rope.SCALING_ATTENTION_FACTOR, attentionFactor(config, rope, context));
        } else if (!rope.type().equals("default")) {
            throw rope.full().unsupported("rope_type", "is '" + rope.type() + "' without long_factor and short_factor");
        }
    }

    private static int originalContext(JsonFile config, RopeSettings rope) {
        return rope.full().optionalInt("original_max_position_embeddings").orElseGet(() -> config.intOr(
                config.requiredInt("n_positions", "max_position_embeddings"), "original_max_position_embeddings"));
    }

    private static int rotated(JsonFile config, RopeSettings rope) {
        double part = rope.partOr(config, 1, "partial_rotary_factor");
        return (int) (part * config.requiredInt(CommonSizes.HIDDEN)) / CommonSizes.heads(config);
    }

    private static Optional<List<Double>> longFactors(RopeSettings rope) {
        return rope.full().numbers("long_factor");
    }

    /** How much longer distances are told apart, from the stretch s of the context: sqrt(1 + ln s / ln original). */
    private static double attentionFactor(JsonFile config, RopeSettings rope, int context) {
        double original = originalContext(config, rope);
        double stretch = context / original;
        return switch (rope.type()) {
            case "su", "longrope" -> stretch > 1 ? Math.sqrt(1 + Math.log(stretch) / Math.log(original)) : 1;
            case "yarn" -> stretch > 1 ? 0.1 * Math.log(stretch) + 1 : 1;
            default -> throw rope.full().unsupported("rope_type", "is '" + rope.type() + "'; known are longrope, su and yarn");
        };
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.decoder(config)
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.self_attn.qkv_proj", LayerTensor.ATTENTION_QKV)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.post_attention_layernorm", LayerTensor.FEED_FORWARD_NORM)
                .each("layers.#.mlp.gate_up_proj", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.down_proj", LayerTensor.FEED_FORWARD_DOWN);
    }

    @Override
    public Map<String, Values> computed(JsonFile config) {
        RopeSettings rope = RopeSettings.of(config);
        Map<String, Values> computed = new LinkedHashMap<>();
        longFactors(rope).ifPresent(factors -> {
            computed.put(TensorNames.ROPE_FACTORS_LONG, factors(config, rope, "long_factor", factors));
            computed.put(TensorNames.ROPE_FACTORS_SHORT, factors(config, rope, "short_factor",
                    rope.full().numbers("short_factor").orElse(List.of())));
        });
        return computed;
    }

    private static Values factors(JsonFile config, RopeSettings rope, String key, List<Double> factors) {
        int expected = rotated(config, rope) / 2;
        if (factors.size() != expected) {
            throw rope.full().error(key, "has " + factors.size() + " numbers, but " + expected + " were expected");
        }
        float[] values = new float[expected];
        for (int i = 0; i < expected; i++) {
            values[i] = factors.get(i).floatValue();
        }
        return new ComputedValues(key, values);
    }
}
