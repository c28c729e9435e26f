#!/usr/bin/env python3
"""Makes the tiny models of the fidelity suite and what Hugging Face transformers computes with them.

usage: OMP_NUM_THREADS=1 python3 make.py FOLDER [FAMILY ...]      needs torch, transformers, tokenizers, safetensors

For each family FOLDER/FAMILY gets config.json, model.safetensors and tokenizer files as a published checkpoint has them, and
  reference.json   token ids, kind ("decoder" or "encoder"), context length to run with, pooling; of a pair its texts and segments
  reference.bin    little-endian float32: a decoder's logits of all positions (positions, vocabulary); an encoder's hidden states
                   of all positions (positions, hidden), then its normalized embedding
Weights are random but seeded, every parameter of them: norms, biases, sinks and router offsets too. They are stored as bfloat16,
so rounded before the reference is computed in float32.
"""
import inspect
import json
import math
import shutil
import sys
import zlib
from pathlib import Path

import numpy
import torch
import transformers
from safetensors.torch import load_file, save_file

from families import COMMON, FAMILIES
from jina import JinaBert
from vocabularies import STYLES

LEGACY_NAMES = {"rope_type": "type"}
FP4 = torch.tensor([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, -0.0, -0.5, -1.0, -1.5, -2.0, -3.0, -4.0, -6.0])


def configuration(family):
    name, settings, run = FAMILIES[family]
    style = run.get("tokenizer", "gpt2")
    merged = dict(settings) if name in ("GPT2", "GPTBigCode") else {**COMMON, **settings}
    merged["vocab_size"] = STYLES[style][1]
    if style == "gemma":
        merged.update(pad_token_id=0, eos_token_id=1, bos_token_id=2)
    if style == "wordpiece":
        merged.update(pad_token_id=0, bos_token_id=None, eos_token_id=None)
    if style in ("unigram", "roberta"):
        merged.update(bos_token_id=0, pad_token_id=1, eos_token_id=2)
    if style == "albert":
        merged.update(pad_token_id=0, bos_token_id=2, eos_token_id=3)
    merged = {key: value for key, value in merged.items() if not (key == "head_dim" and value is None)}
    return getattr(transformers, name + "Config")(**merged, attn_implementation="eager"), style, run


def randomize(model, gemma):
    """Every parameter random: projections keep the size of what they project, norms lie around their neutral value."""
    plus_one = gemma or type(model).__name__.startswith("Nemotron")  # norms that scale by 1 + w
    with torch.no_grad():
        for name, p in list(model.named_parameters()) + [b for b in model.named_buffers() if "correction_bias" in b[0]]:
            if "norm" in name.lower() or ".ln_" in name or "layernorm" in name.lower():
                center = 0.0 if plus_one or name.endswith("bias") else 1.0
                p.copy_(center + 0.3 * torch.randn_like(p))
            elif p.dim() == 1 or name.endswith("bias") or "sinks" in name:
                p.copy_(0.3 * torch.randn_like(p))
            elif "embed" in name or "wte" in name or "wpe" in name:
                p.copy_(torch.randn_like(p) * (0.25 if gemma else 0.6))
            else:
                transposed = type(model).__name__.startswith(("GPT2", "GptOss")) and "head" not in name
                p.copy_(torch.randn_like(p) * 1.5 / math.sqrt(p.shape[-2 if transposed and p.dim() > 1 else -1]))
            if name in ("lm_head.weight",):
                p.mul_(2)


def to_bfloat16(model):
    with torch.no_grad():
        for p in list(model.parameters()) + [b for n, b in model.named_buffers() if "correction_bias" in n]:
            p.copy_(p.bfloat16().float())


def to_mxfp4(weight):
    """(experts, in, out) weights to (blocks, scales) along in, as gpt-oss checkpoints store them, and the rounded weights."""
    rows = weight.transpose(1, 2).contiguous()
    grouped = rows.view(*rows.shape[:-1], -1, 32)
    exponent = torch.floor(torch.log2(grouped.abs().amax(-1, keepdim=True))) - 2
    codes = ((grouped / 2 ** exponent).unsqueeze(-1) - FP4).abs().argmin(-1)
    rounded = (FP4[codes] * 2 ** exponent).view_as(rows).transpose(1, 2).contiguous()
    blocks = (codes[..., 0::2] + 16 * codes[..., 1::2]).to(torch.uint8)
    return blocks, (exponent.squeeze(-1) + 127).to(torch.uint8), rounded


def legacy(config):
    """The same configuration as checkpoints published before transformers 5 write it."""
    rope = config.pop("rope_parameters", None)
    config.pop("layer_types", None)
    if rope is None:
        return config
    if "full_attention" in rope:
        config["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        config["sliding_window_pattern"] = 6
        rope = rope["full_attention"]
    rope = dict(rope)
    config["rope_theta"] = rope.pop("rope_theta")
    if "partial_rotary_factor" in rope:
        config["partial_rotary_factor"] = rope.pop("partial_rotary_factor")
    if rope["rope_type"] == "default":
        config["rope_scaling"] = None
    else:
        if rope["rope_type"] == "longrope":
            rope.pop("original_max_position_embeddings", None)
            rope.pop("factor", None)
        named = config["model_type"] in ("llama", "gpt_oss", "gemma3_text")
        config["rope_scaling"] = rope if named else {LEGACY_NAMES.get(k, k): v for k, v in rope.items()}
    return config


def write_tokenizer(folder, style, config, pooling):
    build, size, name, roles = STYLES[style]
    tokenizer = build(size)
    assert tokenizer.get_vocab_size() <= config.vocab_size, (style, tokenizer.get_vocab_size())
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    settings = dict(tokenizer_class=name, **roles)
    if style in ("spm", "gemma"):
        settings.update(add_bos_token=True, add_eos_token=False)
    if style == "wordpiece":
        settings.update(do_lower_case=True)
        ordered = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
        (folder / "vocab.txt").write_text("".join(token + "\n" for token, _ in ordered))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n")
    return tokenizer.get_vocab_size()


def write_pooling(folder, run, hidden):
    """The files that sentence-transformers keeps beside the model; answers the dense layers, (out, in) each."""
    modules = [("Transformer", ""), ("Pooling", "1_Pooling")]
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({
        "word_embedding_dimension": hidden, "pooling_mode_cls_token": run["pooling"] == "cls",
        "pooling_mode_mean_tokens": run["pooling"] == "mean", "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False, "pooling_mode_lasttoken": run["pooling"] == "last"}, indent=1) + "\n")
    layers, size = [], hidden
    for i, out in enumerate(run.get("dense", ()), start=2):
        layers.append((torch.randn(out, size) * 1.5 / math.sqrt(size)).bfloat16().float())
        stored = {"linear.weight": layers[-1]}
        if run.get("dense_tanh"):
            stored["linear.bias"] = 0.3 * torch.randn(out)
            layers[-1] = (layers[-1], stored["linear.bias"])
        (folder / f"{i}_Dense").mkdir()
        (folder / f"{i}_Dense" / "config.json").write_text(json.dumps({
            "in_features": size, "out_features": out, "bias": "linear.bias" in stored,
            "activation_function": "torch.nn.modules." + ("activation.Tanh" if "dense_tanh" in run else "linear.Identity")}, indent=1) + "\n")
        save_file(stored, folder / f"{i}_Dense" / "model.safetensors")
        modules.append(("Dense", f"{i}_Dense"))
        size = out
    modules.append(("Normalize", f"{len(modules)}_Normalize"))
    (folder / "modules.json").write_text(json.dumps([
        {"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind}
        for i, (kind, path) in enumerate(modules)], indent=1) + "\n")
    return layers


def write_weights(folder, model, mxfp4):
    model.save_pretrained(folder)
    path = folder / "model.safetensors"
    stored = {name: tensor.bfloat16() for name, tensor in load_file(path).items()}
    if mxfp4:
        for name in [name for name in stored if name.endswith(("gate_up_proj", "down_proj"))]:
            stored[name + "_blocks"], stored[name + "_scales"], _ = to_mxfp4(stored.pop(name).float())
    save_file({name: tensor.contiguous() for name, tensor in stored.items()}, path, metadata={"format": "pt"})
    (folder / "generation_config.json").unlink(missing_ok=True)


def fuse(stored, config, how):
    """Separate projections of each layer to one tensor: all queries, keys and values, or those of one key head after the other."""
    size = config.hidden_size // config.num_attention_heads
    for layer in range(config.num_hidden_layers):
        start = f"model.layers.{layer}.self_attn."
        for ending in ["weight", "bias"] if start + "q_proj.bias" in stored else ["weight"]:
            parts = [stored.pop(f"{start}{name}_proj.{ending}") for name in "qkv"]
            if how == "grouped":
                groups = [part.view(config.num_key_value_heads, -1, size, part.shape[-1]) for part in parts]
                stored[f"model.layers.{layer}.attention.wqkv.{ending}"] = torch.cat(groups, 1).reshape(-1, parts[0].shape[-1])
            else:
                stored[f"{start.replace('self_attn', 'attn')}c_attn.{ending}"] = torch.cat(parts)


def rename(folder, config, renamed):
    """The same weights under the names of another library."""
    path = folder / "model.safetensors"
    stored = load_file(path)
    if renamed["rows"]:
        fuse(stored, config, renamed["rows"])
    result = {}
    for name, tensor in stored.items():
        for old, new in renamed["names"].items():
            name = name.replace(old, new)
        result[name] = tensor.contiguous()
    save_file(result, path, metadata={"format": "pt"})
    config_path = folder / "config.json"
    kept = {key: value for key, value in json.loads(config_path.read_text()).items() if not key.endswith("_multiplier")}
    kept.update(renamed["config"])
    kept.pop("model_type", None)
    config_path.write_text(json.dumps(kept, indent=1) + "\n")


def write_config(folder, run, config):
    path = folder / "config.json"
    stored = json.loads(path.read_text())
    stored.pop("transformers_version", None)
    stored.pop("dtype", None)
    stored["torch_dtype"] = "bfloat16"
    if not run.get("keeps_new_config"):
        stored = legacy(stored)
    if "model_type" in run:
        stored["model_type"] = run["model_type"]
    stored.update(run.get("stored", {}))
    if run.get("mxfp4"):
        stored["quantization_config"] = {"quant_method": "mxfp4", "modules_to_not_convert": [
            "model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}
    path.write_text(json.dumps(run.get("published", stored), indent=1) + "\n")


def check_stored(folder, model, ids, segments, expected):
    """What was written means to transformers what was computed with."""
    again = type(model).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    found = outputs(again, ids, segments)
    worst = (found - expected).abs().max().item()
    assert worst < 1e-4, f"{folder}: read back, the outputs differ by {worst}"


def outputs(model, ids, segments=None):
    with torch.no_grad():
        result = (model.base_model if "Classification" in type(model).__name__ else model)(torch.tensor([ids]), **told(segments))
    return (result.logits if hasattr(result, "logits") else result.last_hidden_state)[0].float()


def told(segments):
    return {} if segments is None else {"token_type_ids": torch.tensor([segments])}


def make(family, root):
    torch.manual_seed(zlib.crc32(family.encode()))
    encoder = FAMILIES[family][2].get("kind") == "encoder"
    if FAMILIES[family][0] is None:
        run = FAMILIES[family][2]
        style, model = run["tokenizer"], JinaBert().eval()
        config = model.config
    else:
        config, style, run = configuration(family)
        kind = transformers.AutoModelForSequenceClassification if run.get("pooling") == "rank" else (
            transformers.AutoModel if encoder else transformers.AutoModelForCausalLM)
        model = kind.from_config(config).float().eval()
    gemma = "gemma" in config.model_type
    randomize(model, gemma)
    to_bfloat16(model)
    if run.get("mxfp4"):
        with torch.no_grad():
            for name, p in model.named_parameters():
                if name.endswith(("gate_up_proj", "down_proj")):
                    p.copy_(to_mxfp4(p)[2])
    folder = root / family
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    vocabulary = write_tokenizer(folder, style, config, run.get("pooling"))
    length = run.get("length", 16)
    ids = torch.randint({"unigram": 4, "roberta": 4, "albert": 5}.get(style, 3), vocabulary, (length,)).tolist()
    ids[0] = {"wordpiece": 2, "gemma": 2, "unigram": 0, "roberta": 0, "albert": 2}.get(style, 1)
    segments = None
    if "pair" in run:
        pair = STYLES[style][0](STYLES[style][1]).encode(*run["pair"])
        ids, length = pair.ids, len(pair.ids)
        segments = pair.type_ids if "token_type_ids" in inspect.signature(model.forward).parameters else None
    expected = outputs(model, ids, segments)
    write_weights(folder, model, run.get("mxfp4"))
    write_config(folder, run, config)
    parts = [expected.numpy().ravel()]
    reference = {"kind": "encoder" if encoder else "decoder", "contextLength": run.get("context_length", 128), "tokens": ids}
    if encoder:
        reference["hiddenSize"] = config.hidden_size
    if "pair" in run:
        reference.update(segments=pair.type_ids, pair=run["pair"])
    if run.get("pooling") == "rank":
        with torch.no_grad():
            parts.append(model(torch.tensor([ids]), **told(segments)).logits[0].float().numpy())
        reference["pooling"] = "rank"
    elif encoder:
        dense = write_pooling(folder, run, config.hidden_size)
        vector = {"cls": expected[0], "last": expected[-1], "mean": expected.mean(0)}[run["pooling"]]
        for layer in dense:
            vector = torch.tanh(layer[0] @ vector + layer[1]) if isinstance(layer, tuple) else layer @ vector
        parts.append((vector / vector.norm()).numpy())
        reference["pooling"] = run["pooling"]
    if not any(key in run for key in ("mxfp4", "model_type", "published")):
        check_stored(folder, model, ids, segments, expected)
    if "renamed" in run:
        rename(folder, config, run["renamed"])
    (folder / "reference.json").write_text(json.dumps(reference) + "\n")
    numpy.concatenate(parts).astype("<f4").tofile(folder / "reference.bin")
    best = expected.argmax(-1).tolist()
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    margin = expected.sort(-1).values
    print(f"{family:20} {size / 1024:7.1f} KiB  std {expected.std():6.2f}  distinct best {len(set(best)):3}  "
          f"copies {sum(a == b for a, b in zip(best, ids)):3}/{length}  least margin {(margin[:, -1] - margin[:, -2]).min():.4f}")
    return size


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(1)
    total = sum(make(family, Path(sys.argv[1])) for family in sys.argv[2:] or FAMILIES)
    print(f"{total / 1024:.0f} KiB in all")


main()
