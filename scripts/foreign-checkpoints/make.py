#!/usr/bin/env python3
"""Makes tiny checkpoints in other tools' quantized layouts, with what they mean.

usage: OMP_NUM_THREADS=1 python3 make.py FOLDER [NAME ...]      needs numpy, torch, transformers, tokenizers

FOLDER/NAME gets config.json, model.safetensors and tokenizer files as the tool writes them, and
  golden.json      for each packed matrix its shape and the SHA-256 of its values as little-endian float32, row after row
  golden.bin       the values of the matrix that golden.json names under "whole"
  reference.json, reference.bin   token ids and the logits that transformers computes in float32 with the values, as in tiny-models
The values come from the layouts' definitions in layouts.py; check.py compares them with what the tools themselves unpack.
"""
import hashlib
import json
import math
import shutil
import sys
import zlib
from pathlib import Path

import numpy as np
import torch
import transformers

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tiny-models"))
from checkpoints import CHECKPOINTS  # noqa: E402
from layouts import Bits16  # noqa: E402
from vocabularies import STYLES  # noqa: E402

VOCABULARY = 128
TYPES = {np.dtype(np.float32): "F32", np.dtype(np.float16): "F16", np.dtype(np.int32): "I32", np.dtype(np.uint32): "U32",
         np.dtype(np.uint8): "U8", np.dtype(np.int8): "I8", np.dtype(np.int64): "I64"}
SIZES = dict(vocab_size=VOCABULARY, hidden_size=64, intermediate_size=128, num_hidden_layers=1, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=256, bos_token_id=1, eos_token_id=2, pad_token_id=None)
# Experts in the checkpoint; transformers joins gates and ups.
EXPERTS = {"qwen3moe": "model.layers.0.mlp.switch_mlp.", "gptoss": "model.layers.0.mlp.experts."}


def configuration(family):
    if family == "phi3":
        return transformers.Phi3Config(**SIZES, tie_word_embeddings=False)
    if family == "gpt2":
        return transformers.GPT2Config(vocab_size=VOCABULARY, n_positions=64, n_embd=64, n_layer=1, n_head=4, bos_token_id=1,
                                       eos_token_id=2)
    if family == "qwen3moe":
        return transformers.Qwen3MoeConfig(**SIZES, tie_word_embeddings=False, head_dim=16, num_experts=4, num_experts_per_tok=2,
                                           moe_intermediate_size=64, norm_topk_prob=True)
    if family == "gptoss":
        return transformers.GptOssConfig(**{**SIZES, "intermediate_size": 64}, tie_word_embeddings=False, head_dim=16,
                                         num_local_experts=4, num_experts_per_tok=2, sliding_window=8)
    return transformers.LlamaConfig(**SIZES, tie_word_embeddings=False)


def save(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        array = np.ascontiguousarray(getattr(tensor, "stored", tensor))
        kind = getattr(tensor, "kind", None) or TYPES[array.dtype]
        raw = array.tobytes()
        # ascontiguousarray gives a single value a dimension.
        shape = list(np.shape(getattr(tensor, "stored", tensor)))
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def is_packed(name, shape, how):
    if len(shape) != 2 or not name.endswith(".weight"):
        return False
    if "embed_tokens" in name or "lm_head" in name:
        return how.get("embeddings", False)
    if "wte" in name or "wpe" in name or ".mlp.gate." in name or any(part in name for part in how.get("without", [])):
        return False
    return any(part in name for part in how.get("only", [""]))


def randomized(name, shape):
    """Parameters that stay as they are, as bfloat16."""
    if "norm" in name or ".ln_" in name:
        values = (0.0 if name.endswith("bias") else 1.0) + 0.3 * torch.randn(shape)
    elif len(shape) == 1:
        values = 0.3 * torch.randn(shape)
    elif "embed" in name or "wte" in name or "wpe" in name:
        values = 0.6 * torch.randn(shape)
    else:
        values = torch.randn(shape) * 1.5 / math.sqrt(shape[-1])
    return Bits16(values.numpy(), "BF16")


def layout_of(name, layout, settings, how):
    for part, other in how.get("layouts", {}).items():
        if part in name:
            layout, settings = other
    own = dict(settings)
    for part, over in how.get("overrides", {}).items():
        if part in name:
            own.update(over)
    return layout, own


def pack_experts(layout, settings, family, stored, values, packed, random):
    """Stacked matrices of experts, as MLX stores them and as transformers wants them."""
    prefix, parts, biases = EXPERTS[family], {}, {}
    for part in ("gate_proj", "up_proj", "down_proj"):
        tensors, parts[part] = layout(random, prefix + part, 64, 64, **settings, experts=4)
        stored.update(tensors)
        packed[prefix + part + ".weight"] = parts[part]
        if family == "gptoss":
            stored[prefix + part + ".bias"] = Bits16(0.3 * random.standard_normal((4, 64)), "BF16")
            biases[part] = stored[prefix + part + ".bias"].value
    own = "model.layers.0.mlp.experts."
    if family == "gptoss":
        turned = {part: matrix.transpose(0, 2, 1) for part, matrix in parts.items()}
        values[own + "gate_up_proj"] = np.stack([turned["gate_proj"], turned["up_proj"]], -1).reshape(4, 64, 128)
        values[own + "gate_up_proj_bias"] = np.stack([biases["gate_proj"], biases["up_proj"]], -1).reshape(4, 128)
        values[own + "down_proj"], values[own + "down_proj_bias"] = turned["down_proj"], biases["down_proj"]
    else:
        values[own + "gate_up_proj"] = np.concatenate([parts["gate_proj"], parts["up_proj"]], 1)
        values[own + "down_proj"] = parts["down_proj"]


def pack(layout, settings, how, shapes, random):
    """Stored tensors, and the values of all parameters; packed ones are listed apart, as the checkpoint names them."""
    stored, values, packed = {}, {}, {}
    for name, shape in shapes.items():
        if "mlp.experts." in name:
            continue
        if is_packed(name, shape, how):
            turned = how.get("family") == "gpt2"
            outputs, inputs = reversed(shape) if turned else shape
            own, own_settings = layout_of(name, layout, settings, how)
            tensors, matrix = own(random, name.removesuffix(".weight"), outputs, inputs, **own_settings)
            stored.update(tensors)
            packed[name] = matrix
            values[name] = matrix.T if turned else matrix
        else:
            stored[name] = randomized(name, shape)
            values[name] = stored[name].value
    if how.get("family") in EXPERTS:
        pack_experts(layout, settings, how["family"], stored, values, packed, random)
    return stored, values, packed


def write_tokenizer(folder):
    build, size, name, roles = STYLES["gpt2"]
    build(size).save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "tokenizer_config.json").write_text(json.dumps(dict(tokenizer_class=name, **roles), indent=1) + "\n")


def make(name, root):
    layout, settings, config_members, how = CHECKPOINTS[name]
    torch.manual_seed(zlib.crc32(name.encode()))
    random = np.random.default_rng(zlib.crc32(name.encode()))
    config = configuration(how.get("family"))
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    tied = {"lm_head.weight"} if config.tie_word_embeddings else set()
    shapes = {key: tuple(p.shape) for key, p in model.state_dict().items() if key not in tied}
    stored, values, packed = pack(layout, settings, how, shapes, random)
    missing, unexpected = model.load_state_dict({key: torch.tensor(np.array(value)) for key, value in values.items()}, strict=False)
    assert set(missing) <= tied and not unexpected, (missing, unexpected)
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_tokenizer(folder)
    save(folder / "model.safetensors", stored)
    members = json.loads(config.to_json_string())
    members["architectures"] = [type(model).__name__]
    for key in ("transformers_version", "dtype"):
        members.pop(key, None)
    rope = members.pop("rope_parameters", None)
    if rope:
        members["rope_theta"] = rope.pop("rope_theta")
        members.update({"rope_scaling": rope} if rope["rope_type"] != "default" else {})
    members["torch_dtype"] = "bfloat16"
    if "file" in how:
        (folder / how["file"]).write_text(json.dumps(config_members, indent=1) + "\n")
    else:
        members.update(config_members)
    (folder / "config.json").write_text(json.dumps(members, indent=1) + "\n")
    return finish(folder, name, model, packed)


def finish(folder, name, model, packed):
    ids = torch.randint(3, VOCABULARY, (12,)).tolist()
    ids[0] = 1
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].float().numpy()
    whole = min(packed, key=lambda key: packed[key].size)
    golden = {"whole": whole, "tensors": {key: {
        "shape": list(matrix.shape), "sha256": hashlib.sha256(np.ascontiguousarray(matrix, "<f4").tobytes()).hexdigest()}
        for key, matrix in packed.items()}}
    assert all(matrix.dtype == np.float32 and np.isfinite(matrix).all() for matrix in packed.values())
    (folder / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")
    np.ascontiguousarray(packed[whole], "<f4").tofile(folder / "golden.bin")
    (folder / "reference.json").write_text(json.dumps({"kind": "decoder", "contextLength": 64, "tokens": ids}) + "\n")
    logits.astype("<f4").tofile(folder / "reference.bin")
    size = sum(f.stat().st_size for f in folder.iterdir())
    values = sum(matrix.size for matrix in packed.values())
    spread = np.concatenate([matrix.ravel() for matrix in packed.values()]).std()
    print(f"{name:20} {size / 1024:6.1f} KiB  {len(packed):2} matrices  {values:6} values  spread {spread:.3f}  logits {logits.std():6.2f}")
    return size


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)
    total = sum(make(name, Path(sys.argv[1])) for name in sys.argv[2:] or CHECKPOINTS)
    print(f"{total / 1024:.0f} KiB in all")


main()
