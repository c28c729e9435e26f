package hearth.workshop.convert.family;

import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.workshop.huggingface.JsonFile;

/** The sizes that most architectures share, under every name they have in a {@code config.json}. */
final class CommonSizes {
    private static final int SOFTMAX_GATING = 1;
    static final int SIGMOID_GATING = 2;

    private static final String TURNED_PART = "partial_rotary_factor";

    private static final int MAX_HEAD_SIZE = 1 << 16;

    private CommonSizes() {}

    static final String[] HEADS = {"num_attention_heads", "n_head", "n_heads"};
    static final String[] HIDDEN = {"hidden_size", "n_embd", "dim"};

    /** Writes whatever of them is there, of a model that turns whole heads. */
    static void describe(JsonFile config, int layerCount, Sizes sizes) {
        if (RopeSettings.of(config).partOr(config, 1, TURNED_PART) != 1) {
            throw config.unsupported(TURNED_PART, "is not 1, which this architecture has not in GGUF");
        }
        describeAll(config, layerCount, sizes);
    }

    /** As {@link #describe}, of a model that turns a part of each head. */
    static void describeTurningPart(JsonFile config, int layerCount, double usualPart, Sizes sizes) {
        describeAll(config, layerCount, sizes);
        double part = RopeSettings.of(config).partOr(config, usualPart, TURNED_PART, "rotary_pct");
        if (!(part > 0 && part <= 1)) {
            throw config.error(TURNED_PART, "is " + part + " but must be more than 0 and at most 1");
        }
        sizes.put(Rope.DIMENSION_COUNT, (int) (part * headSize(config)));
    }

    private static void describeAll(JsonFile config, int layerCount, Sizes sizes) {
        sizes.put(Model.LAYER_COUNT, layerCount);
        putInt(config, sizes, Model.TRAINED_CONTEXT_LENGTH,
                "max_position_embeddings", "n_ctx", "n_positions", "max_sequence_length", "model_max_length");
        putInt(config, sizes, Model.HIDDEN_SIZE, HIDDEN);
        putInt(config, sizes, Model.FEED_FORWARD_SIZE, "intermediate_size", "n_inner", "hidden_dim");
        putInt(config, sizes, Attention.HEAD_COUNT, HEADS);
        putInt(config, sizes, Attention.KV_HEAD_COUNT, "num_key_value_heads", "n_kv_heads");
        RopeSettings.of(config).describe(sizes);
        putNumber(config, sizes, Attention.RMS_NORM_EPSILON, "rms_norm_eps", "norm_eps");
        putNumber(config, sizes, Attention.LAYER_NORM_EPSILON, "layer_norm_eps", "layer_norm_epsilon", "norm_epsilon");
        putInt(config, sizes, Experts.COUNT, "num_local_experts", "num_experts");
        putInt(config, sizes, Experts.USED_COUNT, "num_experts_per_tok", "num_experts_per_token");
        putInt(config, sizes, Experts.GROUP_COUNT, "n_group");
        putInt(config, sizes, Experts.GROUP_USED_COUNT, "topk_group");
        config.text("scoring_func", "score_function", "score_func").ifPresent(name -> sizes.put(Experts.GATING_FUNCTION,
                switch (name) {
                    case "softmax" -> SOFTMAX_GATING;
                    case "sigmoid" -> SIGMOID_GATING;
                    default -> throw config.unsupported("scoring_func", "is '" + name + "'; known are softmax and sigmoid");
                }));
        if (config.has("head_dim")) {
            headSize(config.requiredInt("head_dim"), sizes);
        }
    }

    /** Key and value size of a head. */
    static void headSize(int headSize, Sizes sizes) {
        sizes.put(Attention.HEAD_SIZE, headSize);
        sizes.put(Attention.VALUE_HEAD_SIZE, headSize);
    }

    /** {@code head_dim}, or an equal share of the hidden size. */
    static int headSize(JsonFile config) {
        int size = config.optionalInt("head_dim").orElseGet(() -> {
            int heads = heads(config);
            int hidden = config.requiredInt(HIDDEN);
            if (hidden % heads != 0) {
                throw config.error("num_attention_heads", "is " + heads + ", which does not divide the hidden size " + hidden);
            }
            return hidden / heads;
        });
        if (size < 1 || size > MAX_HEAD_SIZE) {
            throw config.error("head_dim", "is " + size + " but must be from 1 to " + MAX_HEAD_SIZE);
        }
        return size;
    }

    static int heads(JsonFile config) {
        int heads = config.requiredInt(HEADS);
        if (heads < 1) {
            throw config.error("num_attention_heads", "is " + heads + " but must be 1 or more");
        }
        return heads;
    }

    static int kvHeads(JsonFile config) {
        int heads = config.intOr(heads(config), "num_key_value_heads", "n_kv_heads");
        if (heads < 1) {
            throw config.error("num_key_value_heads", "is " + heads + " but must be 1 or more");
        }
        return heads;
    }

    static void putInt(JsonFile config, Sizes sizes, String key, String... names) {
        config.optionalInt(names).ifPresent(value -> sizes.put(key, value));
    }

    static void putNumber(JsonFile config, Sizes sizes, String key, String... names) {
        config.optionalNumber(names).ifPresent(value -> sizes.put(key, value));
    }

    /** Refuses a setting that the target's graph does not have. */
    static void require(JsonFile config, String name, Object expected) {
        Object found = config.values().get(name);
        if (found != null && !found.equals(expected)) {
            throw config.unsupported(name, "is " + found + "; only " + expected + " can be converted");
        }
    }

    /** Limits of queries, keys and values, where a model has them. */
    static void clamp(JsonFile config, Sizes sizes) {
        double limit = config.numberOr(0, "clip_qkv");
        if (limit < 0) {
            throw config.error("clip_qkv", "is " + limit + " but must be more than 0");
        }
        if (limit > 0) {
            sizes.put(Attention.CLAMP_QKV, limit);
        }
    }

    /** The sliding window that all layers have, where a model has one. */
    static void window(JsonFile config, Sizes sizes) {
        int window = config.intOr(0, "sliding_window");
        if (window > 0) {
            sizes.put(Attention.SLIDING_WINDOW, window);
        }
    }
}
