package hearth.format.gguf;

/** Every GGUF metadata key we read or write, under our own word for its meaning. */
public final class MetadataKeys {
    private MetadataKeys() {}

    /** Full keys about the file. */
    public static final class General {
        public static final String TYPE = "general.type";
        public static final String ARCHITECTURE = "general.architecture";
        public static final String NAME = "general.name";
        public static final String BASE_NAME = "general.basename";
        public static final String FINE_TUNE = "general.finetune";
        public static final String SIZE_LABEL = "general.size_label";
        public static final String DESCRIPTION = "general.description";
        public static final String AUTHOR = "general.author";
        public static final String ORGANIZATION = "general.organization";
        public static final String VERSION = "general.version";
        public static final String QUANTIZED_BY = "general.quantized_by";
        public static final String LICENSE = "general.license";
        public static final String LICENSE_NAME = "general.license.name";
        public static final String LICENSE_LINK = "general.license.link";
        public static final String URL = "general.url";
        public static final String REPOSITORY_URL = "general.repo_url";
        public static final String SOURCE_URL = "general.source.url";
        public static final String TAGS = "general.tags";
        public static final String LANGUAGES = "general.languages";
        public static final String ALIGNMENT = "general.alignment";
        public static final String FILE_TYPE = "general.file_type";
        public static final String QUANTIZATION_VERSION = "general.quantization_version";

        private General() {}
    }

    /** Recommended sampling settings, full keys; the user's own settings win. */
    public static final class Sampling {
        public static final String SEQUENCE = "general.sampling.sequence";
        public static final String TOP_K = "general.sampling.top_k";
        public static final String TOP_P = "general.sampling.top_p";
        public static final String MIN_P = "general.sampling.min_p";
        public static final String TEMPERATURE = "general.sampling.temp";
        public static final String PENALTY_LAST_COUNT = "general.sampling.penalty_last_n";
        public static final String PENALTY_REPEAT = "general.sampling.penalty_repeat";

        private Sampling() {}
    }

    /** Sizes of the network; asked through {@link GgufMetadata#ofArchitecture()}. */
    public static final class Model {
        public static final String TRAINED_CONTEXT_LENGTH = "context_length";
        public static final String HIDDEN_SIZE = "embedding_length";
        public static final String LAYER_COUNT = "block_count";
        public static final String PREDICT_LAYER_COUNT = "nextn_predict_layers";
        public static final String FEED_FORWARD_SIZE = "feed_forward_length";
        public static final String VOCABULARY_SIZE = "vocab_size";
        public static final String PARALLEL_RESIDUAL = "use_parallel_residual";
        public static final String POOLING_TYPE = "pooling_type";
        /** What the scores of a classification mean, in their order. */
        public static final String CLASSIFIER_LABELS = "classifier.output_labels";
        /** Our own: the function behind a classification's dense layer; tanh where it is missing, gelu in ModernBERT. */
        public static final String CLASSIFIER_ACTIVATION = "classifier.activation";
        /** Our own: what a classification reads, 1 the mean, 2 the first token; that where it is missing, the mean in ModernBERT. */
        public static final String CLASSIFIER_POOLING_TYPE = "classifier.pooling_type";
        public static final String RESIDUAL_SCALE = "residual_scale";
        public static final String EMBEDDING_SCALE = "embedding_scale";
        public static final String LOGIT_SCALE = "logit_scale";
        public static final String ATTENTION_LOGIT_SOFT_CAP = "attn_logit_softcapping";
        public static final String FINAL_LOGIT_SOFT_CAP = "final_logit_softcapping";
        public static final String DENSE_2_INPUTS = "dense_2_feat_in";
        public static final String DENSE_2_OUTPUTS = "dense_2_feat_out";
        /** Our own: "tanh" where that follows the first linear layer; otherwise nothing does. */
        public static final String DENSE_2_ACTIVATION = "dense_2_activation";
        public static final String DENSE_3_INPUTS = "dense_3_feat_in";
        public static final String DENSE_3_OUTPUTS = "dense_3_feat_out";
        /** The function of the feed-forward network where it is not the architecture's usual one. */
        public static final String HIDDEN_ACTIVATION = "hidden_activation";
        /** Our own: numbers of a token's embedding where a matrix widens them to the hidden size (ALBERT). */
        public static final String NARROW_EMBEDDING_SIZE = "token_embedding_length";
        /** Our own: layers that are stored, where several share one (ALBERT). */
        public static final String STORED_LAYER_COUNT = "stored_block_count";
        public static final String TENSOR_DATA_LAYOUT = "tensor_data_layout";

        private Model() {}
    }

    /** Attention; asked through {@link GgufMetadata#ofArchitecture()}. */
    public static final class Attention {
        public static final String HEAD_COUNT = "attention.head_count";
        public static final String KV_HEAD_COUNT = "attention.head_count_kv";
        public static final String HEAD_SIZE = "attention.key_length";
        public static final String VALUE_HEAD_SIZE = "attention.value_length";
        public static final String SLIDING_HEAD_SIZE = "attention.key_length_swa";
        public static final String SLIDING_VALUE_HEAD_SIZE = "attention.value_length_swa";
        public static final String RMS_NORM_EPSILON = "attention.layer_norm_rms_epsilon";
        public static final String LAYER_NORM_EPSILON = "attention.layer_norm_epsilon";
        public static final String CAUSAL = "attention.causal";
        public static final String SCALE = "attention.scale";
        /** By how much queries grow with each context length that they are past the original one. */
        public static final String TEMPERATURE_SCALE = "attention.temperature_scale";
        public static final String CLAMP_QKV = "attention.clamp_kqv";
        public static final String MAX_ALIBI_BIAS = "attention.max_alibi_bias";
        public static final String SLIDING_WINDOW = "attention.sliding_window";
        public static final String SLIDING_WINDOW_PATTERN = "attention.sliding_window_pattern";
        /** Buckets of the distances between positions; see the engine's {@code RelativeBuckets}. */
        public static final String RELATIVE_BUCKET_COUNT = "attention.relative_buckets_count";
        public static final String QUERY_RANK = "attention.q_lora_rank";
        public static final String KV_RANK = "attention.kv_lora_rank";
        public static final String LATENT_HEAD_SIZE = "attention.key_length_mla";
        public static final String LATENT_VALUE_HEAD_SIZE = "attention.value_length_mla";
        public static final String SHARED_KV_LAYER_COUNT = "attention.shared_kv_layers";

        private Attention() {}
    }

    /** Rotary position embedding; asked through {@link GgufMetadata#ofArchitecture()}. */
    public static final class Rope {
        public static final String DIMENSION_COUNT = "rope.dimension_count";
        public static final String SLIDING_DIMENSION_COUNT = "rope.dimension_count_swa";
        public static final String DIMENSION_SECTIONS = "rope.dimension_sections";
        public static final String THETA = "rope.freq_base";
        public static final String SLIDING_THETA = "rope.freq_base_swa";
        public static final String SCALING_TYPE = "rope.scaling.type";
        public static final String SCALING_FACTOR = "rope.scaling.factor";
        public static final String OLD_SCALING_FACTOR = "rope.scale_linear";
        public static final String ORIGINAL_CONTEXT_LENGTH = "rope.scaling.original_context_length";
        public static final String SCALING_ATTENTION_FACTOR = "rope.scaling.attn_factor";
        public static final String SCALING_FINE_TUNED = "rope.scaling.finetuned";
        public static final String YARN_LOG_MULTIPLIER = "rope.scaling.yarn_log_multiplier";
        public static final String YARN_EXTRAPOLATION_FACTOR = "rope.scaling.yarn_ext_factor";
        public static final String YARN_ATTENTION_FACTOR = "rope.scaling.yarn_attn_factor";
        public static final String YARN_BETA_FAST = "rope.scaling.yarn_beta_fast";
        public static final String YARN_BETA_SLOW = "rope.scaling.yarn_beta_slow";

        private Rope() {}
    }

    /** Mixture of experts; asked through {@link GgufMetadata#ofArchitecture()}. */
    public static final class Experts {
        public static final String COUNT = "expert_count";
        public static final String USED_COUNT = "expert_used_count";
        public static final String SHARED_COUNT = "expert_shared_count";
        public static final String FEED_FORWARD_SIZE = "expert_feed_forward_length";
        public static final String SHARED_FEED_FORWARD_SIZE = "expert_shared_feed_forward_length";
        public static final String WEIGHTS_SCALE = "expert_weights_scale";
        public static final String WEIGHTS_NORMALIZED = "expert_weights_norm";
        public static final String GATING_FUNCTION = "expert_gating_func";
        public static final String GROUP_COUNT = "expert_group_count";
        public static final String GROUP_USED_COUNT = "expert_group_used_count";
        public static final String LEADING_DENSE_LAYER_COUNT = "leading_dense_block_count";

        private Experts() {}
    }

    /** Full keys of the tokenizer. */
    public static final class Tokenizer {
        public static final String MODEL = "tokenizer.ggml.model";
        public static final String PRE_TOKENIZER = "tokenizer.ggml.pre";
        public static final String TOKENS = "tokenizer.ggml.tokens";
        public static final String SCORES = "tokenizer.ggml.scores";
        public static final String TOKEN_TYPES = "tokenizer.ggml.token_type";
        public static final String SEGMENT_TYPE_COUNT = "tokenizer.ggml.token_type_count";
        public static final String MERGES = "tokenizer.ggml.merges";
        public static final String BEGIN_ID = "tokenizer.ggml.bos_token_id";
        public static final String END_ID = "tokenizer.ggml.eos_token_id";
        public static final String END_OF_TURN_ID = "tokenizer.ggml.eot_token_id";
        public static final String END_OF_MESSAGE_ID = "tokenizer.ggml.eom_token_id";
        public static final String UNKNOWN_ID = "tokenizer.ggml.unknown_token_id";
        /** The format spells it so. */
        public static final String SEPARATOR_ID = "tokenizer.ggml.seperator_token_id";
        public static final String PADDING_ID = "tokenizer.ggml.padding_token_id";
        public static final String MASK_ID = "tokenizer.ggml.mask_token_id";
        public static final String CLASSIFIER_ID = "tokenizer.ggml.cls_token_id";
        public static final String INFILL_PREFIX_ID = "tokenizer.ggml.fim_pre_token_id";
        public static final String INFILL_SUFFIX_ID = "tokenizer.ggml.fim_suf_token_id";
        public static final String INFILL_MIDDLE_ID = "tokenizer.ggml.fim_mid_token_id";
        public static final String INFILL_PADDING_ID = "tokenizer.ggml.fim_pad_token_id";
        public static final String INFILL_REPOSITORY_ID = "tokenizer.ggml.fim_rep_token_id";
        public static final String INFILL_SEPARATOR_ID = "tokenizer.ggml.fim_sep_token_id";
        public static final String OLD_INFILL_PREFIX_ID = "tokenizer.ggml.prefix_token_id";
        public static final String OLD_INFILL_SUFFIX_ID = "tokenizer.ggml.suffix_token_id";
        public static final String OLD_INFILL_MIDDLE_ID = "tokenizer.ggml.middle_token_id";
        public static final String ADD_BEGIN = "tokenizer.ggml.add_bos_token";
        public static final String ADD_END = "tokenizer.ggml.add_eos_token";
        public static final String ADD_SEPARATOR = "tokenizer.ggml.add_sep_token";
        public static final String ADD_SPACE_PREFIX = "tokenizer.ggml.add_space_prefix";
        public static final String REMOVE_EXTRA_WHITESPACE = "tokenizer.ggml.remove_extra_whitespaces";
        public static final String PRECOMPILED_CHARACTER_MAP = "tokenizer.ggml.precompiled_charsmap";
        public static final String LOWER_CASE = "tokenizer.ggml.normalizer.lowercase";
        public static final String STRIP_ACCENTS = "tokenizer.ggml.normalizer.strip_accents";
        /**
         * Our own, which llama.cpp passes over: {@link #BERT_NORMALIZER} where words are those of Hugging Face's BERT tokenizers, to the
         * letter, {@link #NFC_NORMALIZER} where text is brought to that form first,
         * {@link #CLUSTER_NORMALIZER} where Unigram's character map is applied to clusters of characters and tokens end before spaces.
         */
        public static final String EXACT_NORMALIZER = "hearth.tokenizer.normalizer";
        /** Our own: what happens to a text before anything else, in the words of the tokenizer's {@code TextSteps}. */
        public static final String NORMALIZER_STEPS = "hearth.tokenizer.normalizer_steps";
        public static final String BERT_NORMALIZER = "bert";
        public static final String NFC_NORMALIZER = "nfc";
        public static final String CLUSTER_NORMALIZER = "clusters";
        /** Our own, of the BERT normalizer; true where it is missing. */
        public static final String CLEAN_TEXT = "hearth.tokenizer.clean_text";
        /** Our own, of the BERT normalizer; true where it is missing. */
        public static final String CHINESE_WORDS = "hearth.tokenizer.handle_chinese_chars";
        /** Our own, of Unigram: a space at the end of a text stays where extra ones are removed; false where it is missing. */
        public static final String KEEP_LAST_SPACE = "hearth.tokenizer.keep_last_space";
        /** Our own, of the BERT normalizer; 100 where it is missing. */
        public static final String LONGEST_WORD = "hearth.tokenizer.max_input_chars_per_word";
        public static final String SUPPRESSED_TOKENS = "tokenizer.ggml.suppress_tokens";
        public static final String CHAT_TEMPLATE = "tokenizer.chat_template";
        public static final String CHAT_TEMPLATE_NAMES = "tokenizer.chat_templates";

        private Tokenizer() {}

        /** Key of an additional chat template listed in {@link #CHAT_TEMPLATE_NAMES}. */
        public static String chatTemplate(String name) {
            return CHAT_TEMPLATE + "." + name;
        }
    }

    /** Full keys of a model split into several files. */
    public static final class Split {
        public static final String NUMBER = "split.no";
        public static final String COUNT = "split.count";
        public static final String TENSOR_COUNT = "split.tensors.count";

        private Split() {}
    }

    /** Full keys of an importance matrix file. */
    public static final class Importance {
        public static final String DATASETS = "imatrix.datasets";
        public static final String CHUNK_COUNT = "imatrix.chunk_count";
        public static final String CHUNK_SIZE = "imatrix.chunk_size";

        private Importance() {}
    }

    /** Full keys that say which importance matrix a model was quantized with. */
    public static final class Quantize {
        public static final String IMPORTANCE_FILE = "quantize.imatrix.file";
        public static final String IMPORTANCE_DATASET = "quantize.imatrix.dataset";
        public static final String IMPORTANCE_ENTRY_COUNT = "quantize.imatrix.entries_count";
        public static final String IMPORTANCE_CHUNK_COUNT = "quantize.imatrix.chunks_count";

        private Quantize() {}
    }

    /** Full keys of a low-rank adapter file. */
    public static final class Adapter {
        public static final String TYPE = "adapter.type";
        public static final String LORA_ALPHA = "adapter.lora.alpha";
        public static final String LORA_TASK_NAME = "adapter.lora.task_name";
        public static final String INVOCATION_TOKENS = "adapter.alora.invocation_tokens";
        public static final String LORA_PROMPT_PREFIX = "adapter.lora.prompt_prefix";

        private Adapter() {}
    }
}
