"""The checkpoints that are made: which matrices get which layout, and the settings that say so."""
from layouts import awq, bnb4, bnb8, ct_int8, ct_pack, fp8, gptq, mlx, mlx_micro


def gptq_config(bits, group, **more):
    return {"quantization_config": dict(quant_method="gptq", bits=bits, group_size=group, **more)}


def mlx_config(bits, group, **more):
    both = dict(group_size=group, bits=bits, **more)
    return {"quantization": both, "quantization_config": both}


def ct_config(format, **weights):
    return {"quantization_config": dict(
        quant_method="compressed-tensors", quantization_status="compressed", format=format, ignore=["lm_head"],
        config_groups={"group_0": {"targets": ["Linear"], "input_activations": None, "weights": weights}})}


BNB = {"quantization_config": dict(quant_method="bitsandbytes", load_in_4bit=True, bnb_4bit_use_double_quant=True)}
BNB8 = {"quantization_config": dict(quant_method="bitsandbytes", load_in_8bit=True)}
AWQ = dict(quant_method="awq", bits=4, version="gemm", zero_point=True)

# name: (layout, its settings, members of config.json, how the model is)
#   embeddings: the embedding and the head are packed too; only: parts of the names of modules that are packed;
#   overrides, layouts: settings, or layout and settings, of modules by a part of their name
#   family: other than llama; file: where the settings are, other than config.json
CHECKPOINTS = {
    "gptq-4-sym": (gptq, dict(sym=True), gptq_config(4, 32, desc_act=False, sym=True), {}),
    "gptq-4-asym": (gptq, dict(), gptq_config(4, 32, desc_act=False, sym=False), {}),
    "gptq-4-act-order": (gptq, dict(act_order=True), gptq_config(4, 32, desc_act=True, checkpoint_format="gptq"), {}),
    "gptq-4-v2": (gptq, dict(group=128, v2=True), gptq_config(4, 128, checkpoint_format="gptq_v2", pack_dtype="int32"), {}),
    "gptq-2": (gptq, dict(bits=2, group=64), gptq_config(2, 64), {}),
    "gptq-3": (gptq, dict(bits=3, group=64), gptq_config(3, 64), {}),
    "gptq-8": (gptq, dict(bits=8, group=-1, sym=True), gptq_config(8, -1), {}),
    "gptq-old": (gptq, dict(bits=8), gptq_config(8, 32)["quantization_config"], dict(file="quantize_config.json")),
    "gptq-phi3": (gptq, dict(), gptq_config(4, 32), dict(family="phi3")),
    "gptq-gpt2": (gptq, dict(sym=True), gptq_config(4, 32), dict(family="gpt2")),
    "awq-64": (awq, dict(), {"quantization_config": dict(AWQ, group_size=64)}, {}),
    "awq-whole": (awq, dict(group=32), {"w_bit": 4, "q_group_size": 32, "zero_point": True, "version": "GEMM"},
                  dict(file="quant_config.json")),
    "bnb-nf4": (bnb4, dict(), BNB, {}),
    "bnb-nf4-plain": (bnb4, dict(nested=False, dtype="float32", block=128), BNB, {}),
    "bnb-fp4": (bnb4, dict(kind="fp4", dtype="float16", nested=False), BNB, {}),
    "bnb-int8": (bnb8, dict(), BNB8, {}),
    "mlx-2": (mlx, dict(bits=2, group=32), mlx_config(2, 32), {}),
    "mlx-3": (mlx, dict(bits=3, kind="BF16"), mlx_config(3, 64), {}),
    "mlx-4": (mlx, dict(group=32), mlx_config(4, 32), dict(embeddings=True)),
    "mlx-4-bf16": (mlx, dict(kind="BF16"), mlx_config(4, 64, mode="affine"), dict(embeddings=True)),
    "mlx-4-128": (mlx, dict(group=128), mlx_config(4, 128), dict(only=["down_proj"])),
    "mlx-5": (mlx, dict(bits=5), mlx_config(5, 64), {}),
    "mlx-6": (mlx, dict(bits=6), mlx_config(6, 64), {}),
    "mlx-8": (mlx, dict(bits=8, kind="F32"), mlx_config(8, 64), {}),
    "mlx-mixed": (mlx, dict(), mlx_config(4, 64, **{
        "model.layers.0.mlp.down_proj": dict(group_size=32, bits=8), "model.layers.0.self_attn.v_proj": False,
        "lm_head": dict(group_size=64, bits=6)}), dict(
        embeddings=True, without=["v_proj"], overrides={"down_proj": dict(bits=8, group=32), "lm_head": dict(bits=6)})),
    "mlx-experts": (mlx, dict(), mlx_config(4, 64), dict(family="qwen3moe")),
    "mlx-mxfp4": (mlx_micro, dict(), mlx_config(4, 32, mode="mxfp4"), {}),
    # A module's own settings are affine unless they say otherwise, whatever the model's mode is.
    "mlx-gpt-oss": (mlx_micro, dict(), mlx_config(4, 32, mode="mxfp4", **{
        f"model.layers.0.self_attn.{part}_proj": dict(group_size=64, bits=8) for part in "qkvo"}), dict(
        family="gptoss", without=["router"], layouts={"self_attn": (mlx, dict(bits=8, kind="BF16"))})),
    "mlx-nvfp4": (mlx_micro, dict(mode="nvfp4"), mlx_config(4, 16, mode="nvfp4"), {}),
    "mlx-mxfp8": (mlx_micro, dict(mode="mxfp8"), mlx_config(8, 32, mode="mxfp8"), {}),
    "fp8-block": (fp8, dict(), {"quantization_config": dict(quant_method="fp8", weight_block_size=[32, 48])}, {}),
    "fp8-tensor": (fp8, dict(form="tensor", suffix="_scale", unused=True),
                   {"quantization_config": dict(quant_method="fp8", activation_scheme="static")}, {}),
    "ct-fp8-row": (fp8, dict(form="row", suffix="_scale", kind="BF16"),
                   ct_config("float-quantized", num_bits=8, type="float", strategy="channel", symmetric=True), {}),
    "ct-fp8-block": (fp8, dict(suffix="_scale", kind="BF16", block=(16, 64)), ct_config(
        "float-quantized", num_bits=8, type="float", strategy="block", block_structure=[16, 64], symmetric=True), {}),
    "ct-int4": (ct_pack, dict(), ct_config(
        "pack-quantized", num_bits=4, type="int", strategy="group", group_size=32, symmetric=True), {}),
    "ct-int4-asym": (ct_pack, dict(sym=False, kind="F16"), ct_config(
        "pack-quantized", num_bits=4, type="int", strategy="group", group_size=32, symmetric=False), {}),
    "ct-int4-act-order": (ct_pack, dict(act_order=True, kind="F16"), ct_config(
        "pack-quantized", num_bits=4, type="int", strategy="group", group_size=32, symmetric=True, actorder="group"), {}),
    "ct-int8-packed": (ct_pack, dict(bits=8, group=-1), ct_config(
        "pack-quantized", num_bits=8, type="int", strategy="channel", symmetric=True), {}),
    "ct-int3": (ct_pack, dict(bits=3, sym=False, group=64), ct_config(
        "pack-quantized", num_bits=3, type="int", strategy="group", group_size=64, symmetric=False), {}),
    "ct-int8": (ct_int8, dict(), ct_config("int-quantized", num_bits=8, type="int", strategy="channel", symmetric=True), {}),
}
