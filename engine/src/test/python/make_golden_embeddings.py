"""Writes golden-encoders.txt: vectors of tiny encoders, computed with numpy in 64 bits, independently of the Java code.

usage: python3 make_golden_embeddings.py > ../resources/hearth/engine/architecture/golden-encoders.txt

Weights are those of hearth.testkit.TinyEncoder. Each line is a variant, what was made of its hidden states, and the numbers.
"""
import math

import numpy as np

from make_golden_logits import TOKENS, bias, uniform

LAYERS, HIDDEN, HEADS, FF, EPSILON, SCORES, VOCABULARY = 2, 48, 6, 32, 1e-5, 3, 300
VARIANTS = {"bert": {}, "jina": {}, "jinaSplit": dict(split=True), "jinaCode": dict(split=True, extra=True)}


def matrix(name, rows, columns):
    return np.float32(uniform(name, rows * columns) * (4.0 / math.sqrt(columns))).astype(np.float64).reshape(rows, columns)


def layer_norm(x, name):
    weight = np.float32(1 + uniform(name + ".weight", HIDDEN)).astype(np.float64)
    centered = x - x.mean(axis=-1, keepdims=True)
    return centered / np.sqrt((centered**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON)) * weight + bias(name + ".bias", HIDDEN)


def gelu(x):
    return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def slopes():
    even = 2 ** int(math.log2(HEADS))
    base, root = 2 ** (-8 / even), 2 ** (-8 / (2 * even))
    return [base ** (h + 1) if h < even else root ** (2 * (h - even) + 1) for h in range(HEADS)]


def attention(x, layer, jina, extra):
    project = lambda key, y: y @ matrix(f"blk.{layer}.{key}.weight", HIDDEN, HIDDEN).T + bias(f"blk.{layer}.{key}.bias", HIDDEN)
    q, k, v = (project(key, x) for key in ("attn_q", "attn_k", "attn_v"))
    if extra:
        q, k = layer_norm(q, f"blk.{layer}.attn_q_norm"), layer_norm(k, f"blk.{layer}.attn_k_norm")
    size, count = HIDDEN // HEADS, len(x)
    distance = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    seen = np.zeros_like(x)
    for head in range(HEADS):
        part = slice(head * size, (head + 1) * size)
        scores = q[:, part] @ k[:, part].T / math.sqrt(size)
        if jina:
            scores = scores - slopes()[head] * distance
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        seen[:, part] = weights / weights.sum(axis=1, keepdims=True) @ v[:, part]
    return project("attn_output", seen)


def feed_forward(x, layer, jina, split):
    name = f"blk.{layer}.ffn_"
    if not jina:
        lifted = gelu(x @ matrix(name + "up.weight", FF, HIDDEN).T + bias(name + "up.bias", FF))
    elif split:
        lifted = gelu(x @ matrix(name + "gate.weight", FF, HIDDEN).T) * (x @ matrix(name + "up.weight", FF, HIDDEN).T)
    else:
        both = x @ matrix(name + "up.weight", 2 * FF, HIDDEN).T
        lifted = gelu(both[:, :FF]) * both[:, FF:]
    return lifted @ matrix(name + "down.weight", HIDDEN, FF).T + bias(name + "down.bias", HIDDEN)


def forward(jina, split=False, extra=False):
    x = matrix("token_embd.weight", VOCABULARY, HIDDEN)[TOKENS] + matrix("token_types.weight", 2, HIDDEN)[0]
    if not jina:
        x = x + matrix("position_embd.weight", 64, HIDDEN)[: len(TOKENS)]
    x = layer_norm(x, "token_embd_norm")
    for layer in range(LAYERS):
        h = layer_norm(x + attention(x, layer, jina, extra), f"blk.{layer}.attn_output_norm")
        if extra:
            h = layer_norm(h + x, f"blk.{layer}.attn_norm_2")
        x = layer_norm(h + feed_forward(h, layer, jina, split), f"blk.{layer}.layer_output_norm")
    return x


def show(variant, what, vector):
    print(variant, what, *(f"{value:.8g}" for value in vector))


def main():
    print("tokens", *TOKENS)
    for variant, options in VARIANTS.items():
        x = forward(variant != "bert", **options)
        mean = x.mean(axis=0)
        show(variant, "MEAN", mean / np.linalg.norm(mean))
        show(variant, "FIRST", x[0] / np.linalg.norm(x[0]))
        show(variant, "LAST", x[-1] / np.linalg.norm(x[-1]))
        inner = np.tanh(matrix("cls.weight", HIDDEN, HIDDEN) @ x[0] + bias("cls.bias", HIDDEN))
        show(variant, "RANK", matrix("cls.output.weight", SCORES, HIDDEN) @ inner + bias("cls.output.bias", SCORES))


main()
