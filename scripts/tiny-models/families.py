"""The tiny models: one row a family, with what makes its graph differ from its relatives.

A row is (configuration class, settings, how to run). Sizes are the least that still cross every pattern of the family: a sliding
window shorter than the sequence, a context past the original one, more kv heads than one, a head size that is not hidden / heads.
"""

from jina import CONFIG as JINA

COMMON = dict(vocab_size=128, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
              num_key_value_heads=2, max_position_embeddings=256, bos_token_id=1, eos_token_id=2, pad_token_id=None,
              tie_word_embeddings=False)


def yarn(**more):
    return dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=16, **more)


def longrope(dimensions, **more):
    pairs = dimensions // 2
    return dict(rope_type="longrope", rope_theta=10000.0, short_factor=[1.0 + 0.05 * i for i in range(pairs)],
                long_factor=[1.0 + 0.9 * i for i in range(pairs)], **more)


DEEPSEEK = dict(num_hidden_layers=2, num_key_value_heads=4, kv_lora_rank=32, qk_nope_head_dim=16,
                qk_rope_head_dim=8, v_head_dim=8, moe_intermediate_size=32, n_routed_experts=8, num_experts_per_tok=3,
                n_shared_experts=2, first_k_dense_replace=1)
GPT_OSS = dict(intermediate_size=32, num_local_experts=4, num_experts_per_tok=2, head_dim=16, sliding_window=8,
               rope_parameters=dict(rope_type="yarn", rope_theta=150000.0, factor=32.0, beta_fast=32.0, beta_slow=1.0,
                                    truncate=False, original_max_position_embeddings=32))

# The published model's configuration has names of its own.
NOMIC = dict(architectures=["NomicBertModel"], model_type="nomic_bert", n_embd=32, n_head=4, n_inner=64, n_layer=2, n_positions=64,
             vocab_size=128, type_vocab_size=2, activation_function="swiglu", layer_norm_epsilon=1e-12, causal=False,
             prenorm=False, qkv_proj_bias=False, mlp_fc1_bias=False, mlp_fc2_bias=False, rotary_emb_base=1000,
             rotary_emb_fraction=1.0, rotary_emb_interleaved=False, max_trained_positions=2048, torch_dtype="bfloat16")

# Published before their library had them, with parameter names of their own: made as a relative, then renamed.
def renamed(architecture, replacements, rows=None, **published):
    return dict(renamed=dict(names=replacements, rows=rows, config=dict(architectures=[architecture], **published)))


LLAMA_TO_INTERNLM2 = {"model.embed_tokens": "model.tok_embeddings", "self_attn.o_proj": "attention.wo", "input_layernorm": "attention_norm",
                      "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "feed_forward.w1", "mlp.up_proj": "feed_forward.w3",
                      "mlp.down_proj": "feed_forward.w2", "lm_head": "output"}
LLAMA_TO_EXAONE = {"model.embed_tokens": "transformer.wte", "model.norm": "transformer.ln_f", "model.layers": "transformer.h",
                   "self_attn.o_proj": "attn.attention.out_proj", "self_attn": "attn.attention", "input_layernorm": "ln_1",
                   "post_attention_layernorm": "ln_2", "mlp.gate_proj": "mlp.c_fc_0", "mlp.up_proj": "mlp.c_fc_1",
                   "mlp.down_proj": "mlp.c_proj"}
QWEN2_TO_QWEN = {"model.embed_tokens": "transformer.wte", "model.norm": "transformer.ln_f", "model.layers": "transformer.h",
                 "self_attn.o_proj": "attn.c_proj", "input_layernorm": "ln_1", "post_attention_layernorm": "ln_2",
                 "mlp.gate_proj": "mlp.w2", "mlp.up_proj": "mlp.w1", "mlp.down_proj": "mlp.c_proj"}
HALF = dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.5)
LLAMA3_ROPE = dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                   original_max_position_embeddings=32)

# family: (configuration class, settings, {style of tokenizer, length of the sequence, ...})
FAMILIES = {
    "llama": ("Llama", dict(), dict(tokenizer="spm")),
    "llama3-rope": ("Llama", dict(head_dim=16, rope_parameters=dict(
        rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=32)), dict(tokenizer="llama3", length=40)),
    "llama-dynamic": ("Llama", dict(max_position_embeddings=24, num_hidden_layers=1, intermediate_size=32, rope_parameters=dict(
        rope_type="dynamic", rope_theta=10000.0, factor=4.0)), dict(length=24, context_length=24)),
    "llama-linear": ("Llama", dict(rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=4.0)), dict(length=40)),
    "llama-yarn": ("Llama", dict(head_dim=16, rope_parameters=yarn()), dict(length=40, keeps_new_config=True)),
    "llama-tied-biases": ("Llama", dict(tie_word_embeddings=True, attention_bias=True, mlp_bias=True), dict()),
    "mistral": ("Mistral", dict(head_dim=16, sliding_window=None), dict()),
    "mistral-window": ("Mistral", dict(head_dim=16, sliding_window=6), dict(length=24)),
    "ministral3": ("Ministral3", dict(head_dim=16, sliding_window=None, rope_parameters=yarn(
        mscale=1.0, mscale_all_dim=1.0, beta_fast=32.0, beta_slow=1.0, llama_4_scaling_beta=0.1)), dict(length=40, keeps_new_config=True)),
    "mixtral": ("Mixtral", dict(intermediate_size=32, num_local_experts=4, num_experts_per_tok=2, sliding_window=None), dict()),
    "qwen2": ("Qwen2", dict(tie_word_embeddings=True, use_sliding_window=False), dict(tokenizer="qwen2")),
    "qwen2-yarn": ("Qwen2", dict(rope_parameters=yarn(), use_sliding_window=False), dict(tokenizer="qwen2", length=40)),
    "qwen2moe": ("Qwen2Moe", dict(num_experts=4, num_experts_per_tok=2, moe_intermediate_size=32,
                                  shared_expert_intermediate_size=64, use_sliding_window=False), dict(tokenizer="qwen2")),
    "qwen3": ("Qwen3", dict(head_dim=16, tie_word_embeddings=True, use_sliding_window=False),
              dict(tokenizer="qwen2", keeps_new_config=True)),
    "qwen3moe": ("Qwen3Moe", dict(head_dim=16, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=32,
                                  norm_topk_prob=True, use_sliding_window=False), dict(tokenizer="qwen2")),
    "phi2": ("Phi", dict(num_key_value_heads=4, rope_parameters=dict(
        rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.5)), dict()),
    "phi3": ("Phi3", dict(), dict()),
    "phi3-window": ("Phi3", dict(sliding_window=6), dict(length=24)),
    "phi3-long": ("Phi3", dict(original_max_position_embeddings=16, rope_parameters=longrope(8)),
                  dict(length=40)),
    "phi3-short": ("Phi3", dict(original_max_position_embeddings=64, rope_parameters=longrope(8)),
                   dict(length=40, context_length=64)),
    "phi4-partial": ("Phi3", dict(original_max_position_embeddings=16, tie_word_embeddings=True, num_attention_heads=2,
                                  num_key_value_heads=1, rope_parameters=longrope(12, partial_rotary_factor=0.75)),
                     dict(length=40)),
    "gemma": ("Gemma", dict(head_dim=16, num_key_value_heads=1, tie_word_embeddings=True), dict(tokenizer="gemma")),
    "gemma2": ("Gemma2", dict(head_dim=16, query_pre_attn_scalar=16, sliding_window=8, tie_word_embeddings=True,
                              attn_logit_softcapping=5.0, final_logit_softcapping=6.0), dict(tokenizer="gemma")),
    "gemma3": ("Gemma3Text", dict(head_dim=16, query_pre_attn_scalar=16, sliding_window=8, num_hidden_layers=7,
                                  intermediate_size=32, num_key_value_heads=1, tie_word_embeddings=True, rope_parameters=dict(
        sliding_attention=dict(rope_type="default", rope_theta=10000.0),
        full_attention=dict(rope_type="linear", rope_theta=1000000.0, factor=8.0))), dict(tokenizer="gemma")),
    "deepseek2-lite": ("DeepseekV2", dict(DEEPSEEK, q_lora_rank=None, topk_method="greedy", n_group=1, topk_group=1,
                                          routed_scaling_factor=1.0, norm_topk_prob=False,
                                          rope_parameters=yarn(mscale=0.707, mscale_all_dim=0.707)), dict(length=40)),
    "deepseek2-groups": ("DeepseekV2", dict(DEEPSEEK, q_lora_rank=32, topk_method="group_limited_greedy", n_group=4, topk_group=2,
                                            routed_scaling_factor=16.0, norm_topk_prob=False), dict()),
    "deepseek3": ("DeepseekV3", dict(DEEPSEEK, q_lora_rank=32, n_group=4, topk_group=2, routed_scaling_factor=2.5,
                                     norm_topk_prob=True, rope_parameters=yarn(mscale=1.0, mscale_all_dim=1.0)), dict(length=40)),
    "kimi-k2": ("DeepseekV3", dict(DEEPSEEK, q_lora_rank=32, n_group=1, topk_group=1, n_shared_experts=1,
                                   routed_scaling_factor=2.827, norm_topk_prob=True, rope_parameters=yarn(
        mscale=1.0, mscale_all_dim=1.0, beta_fast=1.0, beta_slow=1.0)), dict(length=40, model_type="kimi_k2")),
    "gpt-oss": ("GptOss", GPT_OSS, dict(length=48)),
    "gpt-oss-mxfp4": ("GptOss", GPT_OSS, dict(length=48, mxfp4=True)),
    "olmo2": ("Olmo2", dict(), dict()),
    "olmo3": ("Olmo3", dict(num_hidden_layers=5, sliding_window=8, rope_parameters=yarn()),
              dict(length=40, keeps_new_config=True)),
    "smollm3": ("SmolLM3", dict(num_hidden_layers=4, no_rope_layer_interval=4, tie_word_embeddings=True),
                dict(tokenizer="llama3")),
    "granite": ("Granite", dict(embedding_multiplier=1.5, logits_scaling=0.5, residual_multiplier=0.8,
                                attention_multiplier=0.2, tie_word_embeddings=True), dict()),
    "granitemoe": ("GraniteMoe", dict(embedding_multiplier=1.5, logits_scaling=0.5, residual_multiplier=0.8,
                                      attention_multiplier=0.2, intermediate_size=32, num_local_experts=4,
                                      num_experts_per_tok=2), dict()),
    "command-r": ("Cohere", dict(logit_scale=0.25, tie_word_embeddings=True), dict()),
    "command-r-norms": ("Cohere", dict(logit_scale=0.25, tie_word_embeddings=True, use_qk_norm=True), dict()),
    "cohere2": ("Cohere2", dict(logit_scale=0.25, head_dim=8, sliding_window=8, num_hidden_layers=5, intermediate_size=32,
                            tie_word_embeddings=True), dict()),
    "stablelm": ("StableLm", dict(num_key_value_heads=4, use_qkv_bias=True, head_dim=None, rope_parameters=dict(
        rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25)), dict()),
    "stablelm-parallel": ("StableLm", dict(use_parallel_residual=True, qk_layernorm=True, rope_parameters=dict(
        rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25)), dict()),
    "falcon": ("Falcon", dict(multi_query=True, new_decoder_architecture=False, parallel_attn=True, bias=False, alibi=False,
                              tie_word_embeddings=True), dict()),
    "falcon-40b": ("Falcon", dict(num_kv_heads=2, new_decoder_architecture=True, parallel_attn=True, bias=False, alibi=False,
                                  tie_word_embeddings=True), dict()),
    "gpt2": ("GPT2", dict(vocab_size=128, n_positions=64, n_embd=32, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=2), dict()),
    "starcoder2": ("Starcoder2", dict(tie_word_embeddings=True, sliding_window=None), dict()),
    "starcoder2-window": ("Starcoder2", dict(tie_word_embeddings=True, sliding_window=6), dict(length=24)),
    "gptneox": ("GPTNeoX", dict(num_key_value_heads=4, rope_parameters=HALF), dict(keeps_new_config=True)),
    "gptneox-sequential": ("GPTNeoX", dict(num_key_value_heads=4, use_parallel_residual=False, rope_parameters=dict(
        rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25)), dict(keeps_new_config=True)),
    "bloom": ("Bloom", dict(hidden_size=48, num_attention_heads=6), dict()),
    "mpt": ("Mpt", dict(hidden_size=48, num_attention_heads=6, max_seq_len=64, tie_word_embeddings=True), dict()),
    "starcoder": ("GPTBigCode", dict(vocab_size=128, n_positions=64, n_embd=32, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=2), dict()),
    "starcoder-heads": ("GPTBigCode", dict(vocab_size=128, n_positions=64, n_embd=32, n_layer=2, n_head=4, multi_query=False,
                                           bos_token_id=1, eos_token_id=2), dict()),
    "nemotron": ("Nemotron", dict(head_dim=8, rope_parameters=HALF), dict(keeps_new_config=True)),
    "arcee": ("Arcee", dict(), dict()),
    "olmo": ("Olmo", dict(), dict()),
    "olmo-clamped": ("Olmo", dict(clip_qkv=1.0, num_hidden_layers=1, intermediate_size=32), dict()),
    "mpt-clamped": ("Mpt", dict(num_hidden_layers=1, max_seq_len=64, tie_word_embeddings=True, attn_config=dict(clip_qkv=1.0)), dict()),
    "olmoe-clamped": ("Olmoe", dict(clip_qkv=1.0, num_hidden_layers=1, intermediate_size=32, num_experts=2, num_experts_per_tok=1), dict()),
    "olmoe": ("Olmoe", dict(intermediate_size=32, num_experts=4, num_experts_per_tok=2), dict()),
    "seed-oss": ("SeedOss", dict(head_dim=16), dict()),
    "ernie4.5": ("Ernie4_5", dict(head_dim=16, tie_word_embeddings=True), dict()),
    "chatglm": ("Glm", dict(head_dim=16, rope_parameters=HALF), dict(keeps_new_config=True)),
    "glm4": ("Glm4", dict(head_dim=16, rope_parameters=HALF), dict(keeps_new_config=True)),
    "exaone4": ("Exaone4", dict(num_hidden_layers=5, sliding_window=8, rope_parameters=LLAMA3_ROPE), dict(length=40, keeps_new_config=True)),
    "exaone4-full": ("Exaone4", dict(sliding_window=None, layer_types=["full_attention"] * 2), dict(keeps_new_config=True)),
    "internlm2": ("Llama", dict(), dict(tokenizer="spm", **renamed("InternLM2ForCausalLM", LLAMA_TO_INTERNLM2, "grouped"))),
    "exaone": ("Llama", dict(rope_parameters=LLAMA3_ROPE), dict(length=40, **renamed(
        "ExaoneForCausalLM", LLAMA_TO_EXAONE, activation_function="silu", layer_norm_epsilon=1e-6, num_layers=2))),
    "qwen": ("Qwen2", dict(num_key_value_heads=4, use_sliding_window=False), dict(tokenizer="qwen2", **renamed(
        "QWenLMHeadModel", QWEN2_TO_QWEN, "fused", intermediate_size=128, layer_norm_epsilon=1e-6, rotary_emb_base=10000, rotary_pct=1.0,
        seq_length=256, no_bias=True, use_logn_attn=True, use_dynamic_ntk=True))),
    "minicpm": ("Granite", dict(embedding_multiplier=12.0, logits_scaling=2.0, residual_multiplier=1.4 / 2 ** 0.5,
                                attention_multiplier=1 / 8 ** 0.5), dict(**renamed(
        "MiniCPMForCausalLM", {}, scale_emb=12, scale_depth=1.4, dim_model_base=16))),
    "bert": ("Bert", dict(max_position_embeddings=64), dict(tokenizer="wordpiece", kind="encoder", pooling="cls")),
    "bert-mean": ("Bert", dict(max_position_embeddings=64, num_hidden_layers=3),
                  dict(tokenizer="wordpiece", kind="encoder", pooling="mean")),
    "bert-reranker": ("Bert", dict(max_position_embeddings=64, num_labels=1), dict(
        tokenizer="wordpiece", kind="encoder", pooling="rank", pair=("the fire", "on the warm hearth, she sang"))),
    "distilbert": ("DistilBert", dict(max_position_embeddings=64, hidden_dim=64),
                   dict(tokenizer="wordpiece", kind="encoder", pooling="mean", dense=(24,), dense_tanh=True)),
    "distilbert-reranker": ("DistilBert", dict(
        max_position_embeddings=64, hidden_dim=32, intermediate_size=32, num_hidden_layers=1, num_labels=1), dict(
        tokenizer="wordpiece", kind="encoder", pooling="rank", pair=("the fire", "on the warm hearth, she sang"))),
    "modern-bert-reranker": ("ModernBert", dict(
        num_hidden_layers=2, intermediate_size=32, local_attention=8, num_labels=1, classifier_pooling="mean"), dict(
        tokenizer="gpt2", kind="encoder", pooling="rank", length=24, keeps_new_config=True)),
    "modern-bert-silu": ("ModernBert", dict(
        num_hidden_layers=1, intermediate_size=32, local_attention=8, hidden_activation="silu", num_labels=2,
        classifier_pooling="cls", classifier_bias=True, norm_bias=False), dict(tokenizer="gpt2", kind="encoder", pooling="rank", length=24, keeps_new_config=True)),
    "modern-bert": ("ModernBert", dict(num_hidden_layers=5, local_attention=8), dict(
        tokenizer="gpt2", kind="encoder", pooling="cls", length=24, keeps_new_config=True)),
    "roberta": ("Roberta", dict(max_position_embeddings=66, type_vocab_size=1),
                dict(tokenizer="roberta", kind="encoder", pooling="mean")),
    "xlm-roberta": ("XLMRoberta", dict(max_position_embeddings=66, type_vocab_size=1),
                    dict(tokenizer="unigram", kind="encoder", pooling="cls")),
    "qwen3-embedding": ("Qwen3", dict(head_dim=16, tie_word_embeddings=True, use_sliding_window=False),
                        dict(tokenizer="qwen2", kind="encoder", pooling="last")),
    "qwen3-classifier": ("Qwen3", dict(head_dim=16, tie_word_embeddings=True, use_sliding_window=False, id2label={0: "yes", 1: "no"},
                                     label2id={"yes": 0, "no": 1}), dict(tokenizer="qwen2", kind="encoder", pooling="rank")),
    "xlm-roberta-reranker": ("XLMRoberta", dict(max_position_embeddings=66, type_vocab_size=1, num_labels=1),
                             dict(tokenizer="unigram", kind="encoder", pooling="rank")),
    "mpnet": ("MPNet", dict(max_position_embeddings=152), dict(
        tokenizer="roberta", kind="encoder", pooling="mean", length=150, context_length=150)),
    "mpnet-reranker": ("MPNet", dict(max_position_embeddings=66, num_labels=1, num_hidden_layers=1), dict(
        tokenizer="roberta", kind="encoder", pooling="rank")),
    "albert": ("Albert", dict(max_position_embeddings=64, embedding_size=16, num_hidden_layers=3, hidden_act="gelu_new"),
               dict(tokenizer="albert", kind="encoder", pooling="mean")),
    "albert-reranker": ("Albert", dict(max_position_embeddings=64, embedding_size=16, num_hidden_layers=4, num_hidden_groups=2,
                                       intermediate_size=32, hidden_act="gelu", num_labels=1), dict(
        tokenizer="albert", kind="encoder", pooling="rank", pair=("the fire", "on the warm hearth, she sang"))),
    "nomic-bert": ("NomicBert", dict(head_dim=8, max_position_embeddings=64),
                   dict(tokenizer="wordpiece", kind="encoder", pooling="mean", published=NOMIC)),
    "jina-bert-v2": (None, dict(), dict(tokenizer="wordpiece", kind="encoder", pooling="mean", published=JINA)),
    "embeddinggemma": ("Gemma3Text", dict(head_dim=16, query_pre_attn_scalar=16, sliding_window=9, num_hidden_layers=7,
                                          intermediate_size=32, num_key_value_heads=1, use_bidirectional_attention=True,
                                          tie_word_embeddings=True),
                       dict(tokenizer="gemma", kind="encoder", pooling="mean", dense=(48, 32), stored=dict(sliding_window=9))),
}
