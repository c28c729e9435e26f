"""Makes the golden values of GPTQ's inner step, and checks the layouts of exported checkpoints.

  python reference.py golden > workshop/src/test/resources/hearth/workshop/gptq/golden.txt
  python reference.py layout FOLDER BASE      FOLDER written with --format gptq or awq, BASE the folder it was made from

The inner step here is the one of the paper (Frantar et al. 2022): Cholesky factor of the inverse of the damped Hessian, column by column,
in double precision. Hearth computes it with another factor; the codes must be the same.
"""
import json
import os
import sys

import numpy as np

BLOCK = 32  # of Q8_0: d = largest magnitude / 127, stored as binary16


def scale_of(values):
    return np.float64(np.float16(np.float32(np.max(np.abs(values))) / np.float32(127)))


def order_of(kind, diagonal):
    if kind == "stored":
        return np.arange(len(diagonal))
    if kind == "columns":
        return np.argsort(-diagonal, kind="stable")
    blocks = np.argsort(-diagonal.reshape(-1, BLOCK).sum(1), kind="stable")
    return np.concatenate([np.arange(b * BLOCK, b * BLOCK + BLOCK) for b in blocks])


def gptq(weights, inputs, kind, damping=0.01):
    """Codes (rows, columns) and scales (rows, blocks)."""
    w = weights.astype(np.float64).copy()
    n = w.shape[1]
    hessian = inputs.T.astype(np.float64) @ inputs.astype(np.float64) / len(inputs)
    order = order_of(kind, np.diag(hessian))
    scales = np.zeros((len(w), n // BLOCK))
    opened = set()

    def open_block(block):
        columns = slice(block * BLOCK, block * BLOCK + BLOCK)
        for r in range(len(w)):
            scales[r, block] = scale_of(w[r, columns])
        opened.add(block)

    if kind == "columns":
        for block in range(n // BLOCK):
            open_block(block)
    h = hessian[np.ix_(order, order)]
    h = h + np.eye(n) * damping * np.mean(np.diag(hessian))
    upper = np.linalg.cholesky(np.linalg.inv(h)).T
    codes = np.zeros(w.shape, dtype=int)
    for place, column in enumerate(order):
        block = column // BLOCK
        if block not in opened:
            open_block(block)
        d = scales[:, block]
        codes[:, column] = np.clip(np.rint(w[:, column] / d), -128, 127)
        error = (w[:, column] - codes[:, column] * d) / upper[place, place]
        w[:, order[place + 1:]] -= np.outer(error, upper[place, place + 1:])
    return codes, scales


def golden():
    random = np.random.default_rng(7)
    rows, columns, tokens = 5, 96, 112
    weights = random.integers(-300, 300, (rows, columns))
    mixed = random.normal(size=(tokens, columns)) @ (np.eye(columns) + 0.3 * random.normal(size=(columns, columns)))
    inputs = np.rint(np.clip(mixed * np.exp(random.normal(size=columns)) * 8, -999, 999)).astype(int)
    print("# made by scripts/gptq/reference.py golden: weights / 1024, inputs / 8")
    print(rows, columns, tokens)
    for line in list(weights) + list(inputs):
        print(*line)
    for kind in ("stored", "blocks", "columns"):
        codes, _ = gptq(weights / 1024, inputs / 8, kind)
        print(kind)
        for line in codes:
            print(*line)


def dequantize(tensors, module, config):
    """The weights (outputs, inputs) of a packed layer, by the layouts' definitions."""
    words = tensors[module + ".qweight"].view(np.uint32)
    zeros = tensors[module + ".qzeros"].view(np.uint32)
    scales = tensors[module + ".scales"].astype(np.float32)
    bits = config["bits"]
    each = 32 // bits
    shifts = np.arange(each, dtype=np.uint32) * bits
    mask = np.uint32((1 << bits) - 1)
    if config["quant_method"] == "awq":
        inverse = [0, 4, 1, 5, 2, 6, 3, 7]
        codes = ((words[:, :, None] >> shifts) & mask)[:, :, inverse].reshape(len(words), -1)
        zero = ((zeros[:, :, None] >> shifts) & mask)[:, :, inverse].reshape(len(zeros), -1)
        groups = np.arange(len(codes)) // config["group_size"]
    else:
        codes = ((words[:, None, :] >> shifts[None, :, None]) & mask).reshape(-1, words.shape[1])
        zero = ((zeros[:, :, None] >> shifts) & mask).reshape(len(zeros), -1) + 1
        groups = tensors[module + ".g_idx"]
    return ((codes.astype(np.int64) - zero[groups].astype(np.int64)) * scales[groups]).T


def load(folder):
    import torch
    from safetensors.torch import load_file  # numpy knows no bfloat16

    tensors = load_file(os.path.join(folder, "model.safetensors"))
    return {name: (t.float() if t.dtype == torch.bfloat16 else t).numpy() for name, t in tensors.items()}


def layout(folder, base):
    """The packed weights must be the base's but for rounding; with AWQ, once the norms' factors are taken back."""
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)["quantization_config"]
    packed = load(folder)
    plain = load(base)
    worst = 0
    modules = [name[: -len(".qweight")] for name in packed if name.endswith(".qweight")]
    for module in modules:
        found = dequantize(packed, module, config)
        wanted = plain[module + ".weight"].astype(np.float32)
        layer = module.rsplit(".", 2)[0]
        norm = {"q_proj": "input_layernorm", "k_proj": "input_layernorm", "gate_proj": "post_attention_layernorm"}.get(module.rsplit(".", 1)[1])
        if norm is not None:
            name = layer + "." + norm + ".weight"
            found = found * (packed[name].astype(np.float32) / plain[name].astype(np.float32))
        elif config["quant_method"] == "awq":
            continue  # its rows or columns are bound to another matrix
        error = np.linalg.norm(found - wanted) / np.linalg.norm(wanted)
        worst = max(worst, error)
    print(f"{len(modules)} packed layers; largest relative error of a checked one {worst:.4f}")
    return 0 if modules and worst < 0.25 else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["golden"]:
        golden()
    elif sys.argv[1:2] == ["layout"] and len(sys.argv) == 4:
        sys.exit(layout(*sys.argv[2:]))
    else:
        sys.exit(__doc__)
