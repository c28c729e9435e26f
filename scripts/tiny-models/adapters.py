#!/usr/bin/env python3
"""Makes random LoRA adapters of the tiny models, and what PEFT computes with them.

usage: OMP_NUM_THREADS=1 python3 adapters.py MODELS FOLDER      needs torch, transformers, peft; MODELS is what make.py wrote

For each adapter FOLDER/NAME gets adapter_config.json and adapter_model.safetensors as PEFT writes them. FOLDER/runs.json says what was
run: the model's family, adapters with their scales, and the file with little-endian float32 logits of all positions of the family's own
token ids. Everything is computed in float32.
"""
import json
import math
import shutil
import sys
import zlib
from pathlib import Path

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model

DENSE = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

# name: (family, settings of LoraConfig)
ADAPTERS = {
    "llama-all": ("llama", dict(r=4, lora_alpha=8, target_modules=DENSE + ["embed_tokens", "lm_head"])),
    "llama-ranks": ("llama", dict(r=3, lora_alpha=6, use_rslora=True, target_modules=["q_proj", "v_proj", "down_proj"],
                                  rank_pattern={"layers.1.self_attn.q_proj": 5}, alpha_pattern={"down_proj": 2})),
    "qwen2-rs": ("qwen2", dict(r=5, lora_alpha=7, use_rslora=True, target_modules=DENSE)),
    "phi3-fused": ("phi3", dict(r=4, lora_alpha=4, target_modules=["qkv_proj", "o_proj", "gate_up_proj", "down_proj"],
                                rank_pattern={"qkv_proj": 6})),
}

# (family, {adapter: scale})
RUNS = [("llama", {"llama-all": 1.0}), ("llama", {"llama-all": 2.0}), ("llama", {"llama-ranks": 1.0}),
        ("llama", {"llama-all": 0.5, "llama-ranks": 1.5}), ("qwen2", {"qwen2-rs": 1.0}), ("phi3", {"phi3-fused": 1.0}),
        ("phi3", {"phi3-fused": -0.75})]


def base(models, family):
    folder = models / family
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    return model.eval(), json.loads((folder / "reference.json").read_text())["tokens"]


def write(models, folder, name):
    family, settings = ADAPTERS[name]
    torch.manual_seed(zlib.crc32(name.encode()))
    model = get_peft_model(base(models, family)[0], LoraConfig(task_type="CAUSAL_LM", **settings))
    with torch.no_grad():
        for key, p in model.named_parameters():
            if "lora_A" in key or "lora_embedding_A" in key:
                p.copy_(torch.randn_like(p) / math.sqrt(p.shape[-1] if "embedding" not in key else 1))
            elif "lora_" in key:
                p.copy_(0.4 * torch.randn_like(p))
    shutil.rmtree(folder / name, ignore_errors=True)
    model.save_pretrained(folder / name, save_embedding_layers=False)
    (folder / name / "README.md").unlink(missing_ok=True)
    path = folder / name / "adapter_config.json"
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = "hearth/tiny-" + family
    path.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


def logits(models, folder, family, adapters):
    model, ids = base(models, family)
    plain = outputs(model, ids)
    names = list(adapters)
    model = PeftModel.from_pretrained(model, folder / names[0], adapter_name=names[0])
    for name in names[1:]:
        model.load_adapter(folder / name, adapter_name=name)
    model.base_model.set_adapter(names)
    for module in model.modules():
        for name, scale in adapters.items():
            if hasattr(module, "lora_A") and name in module.scaling:
                module.scaling[name] *= scale
    found = outputs(model.eval(), ids)
    print(f"{family:8} {adapters}  changed by {((found - plain).pow(2).mean() / plain.pow(2).mean()).item():.3f}")
    return found


def outputs(model, ids):
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0].float()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(1)
    models, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name in ADAPTERS:
        write(models, folder, name)
    runs = []
    for i, (family, adapters) in enumerate(RUNS):
        logits(models, folder, family, adapters).numpy().astype("<f4").tofile(folder / f"run-{i}.bin")
        runs.append({"family": family, "adapters": adapters, "logits": f"run-{i}.bin"})
    (folder / "runs.json").write_text(json.dumps({"runs": runs}, indent=1) + "\n")
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    print(f"{size / 1024:.0f} KiB in all")


main()
