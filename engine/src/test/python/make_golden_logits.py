"""Writes golden-llama.txt: logits of tiny llama models, computed with numpy in 64 bits, independently of the Java code.

usage: python3 make_golden_logits.py > ../resources/hearth/engine/architecture/golden-llama.txt

Weights are a formula of tensor name and index, the same as hearth.testkit.TinyLlama's, so no weights are stored.
"""
import math

import numpy as np

VOCABULARY, LAYERS, CONTEXT, EPSILON = 300, 2, 64, 1e-5
TOKENS = [1, 70, 71, 110, 260, 35, 270, 299, 2, 5, 70, 71, 200, 13]
ROWS = [0, 6, 13]
MASK = (1 << 64) - 1

PLAIN = dict(hidden=32, ff=64, heads=4, kv_heads=4, head=8, value_head=8, rope_dims=8, theta=10000.0, tied=False, biases=False,
             rope_freqs=False, scaling=None, scale=0.0, f16=False)
VARIANTS = {
    "plain": {},
    "gqa": dict(kv_heads=2),
    "tied": dict(tied=True, kv_heads=1),
    "ropeFrequencies": dict(rope_freqs=True),
    "linear": dict(scaling=("linear", 4.0)),
    "yarn": dict(scaling=("yarn", 4.0, 16)),
    "biases": dict(biases=True, kv_heads=2),
    "partialRope": dict(rope_dims=4, theta=500.0),
    "headSizes": dict(head=12, value_head=20, rope_dims=12, kv_heads=2),
    "attentionScale": dict(scale=0.125),
    "f16": dict(f16=True),
}


def mix(z):
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def uniform(name, count):
    """In [-0.5, 0.5), multiples of 2^-24."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    return np.array([(mix(seed ^ i) >> 40) / 2.0**24 - 0.5 for i in range(count)])


def matrix(name, rows, columns, m):
    values = np.float32(uniform(name, rows * columns) * (4.0 / math.sqrt(columns)))
    if m["f16"]:
        values = np.float16(values)
    return values.astype(np.float64).reshape(rows, columns)


def norm(name, size):
    return np.float32(1 + uniform(name, size)).astype(np.float64)


def bias(name, size):
    return np.float32(uniform(name, size)).astype(np.float64)


def rms(x, w):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + np.float32(EPSILON)) * w


def frequencies(m):
    n = m["rope_dims"]
    base = [m["theta"] ** (-2 * i / n) for i in range(n // 2)]
    magnitude = 1.0
    if m["rope_freqs"]:
        factors = np.float32(1 + 8 * (uniform("rope_freqs.weight", n // 2) + 0.5))
        base = [f / float(c) for f, c in zip(base, factors)]
    if m["scaling"] and m["scaling"][0] == "linear":
        base = [f / m["scaling"][1] for f in base]
    if m["scaling"] and m["scaling"][0] == "yarn":
        _, factor, original = m["scaling"]
        correction = lambda r: n * math.log(original / (r * 2 * math.pi)) / (2 * math.log(m["theta"]))
        low, high = max(0, math.floor(correction(32))), min(n - 1, math.ceil(correction(1)))
        ramp = [1 - min(1, max(0, (i - low) / max(0.001, high - low))) for i in range(n // 2)]
        base = [f / factor * (1 - r) + f * r for f, r in zip(base, ramp)]
        magnitude = 0.1 * math.log(factor) + 1
    return base, magnitude


def rotate(x, m):
    """x (tokens, heads, size): pairs (2i, 2i+1) of the leading rope_dims."""
    base, magnitude = frequencies(m)
    out = x.copy()
    for position in range(x.shape[0]):
        for i, f in enumerate(base):
            c, s = math.cos(position * f) * magnitude, math.sin(position * f) * magnitude
            a, b = x[position, :, 2 * i], x[position, :, 2 * i + 1]
            out[position, :, 2 * i], out[position, :, 2 * i + 1] = a * c - b * s, a * s + b * c
    return out


def forward(m):
    hidden, heads, kv_heads, head, value_head = m["hidden"], m["heads"], m["kv_heads"], m["head"], m["value_head"]
    embeddings = matrix("token_embd.weight", VOCABULARY, hidden, m)
    x = embeddings[TOKENS]
    count = len(TOKENS)
    project = lambda h, layer, key, rows: (
        h @ matrix(f"blk.{layer}.{key}.weight", rows, h.shape[1], m).T
        + (bias(f"blk.{layer}.{key}.bias", rows) if m["biases"] and key.startswith("attn") else 0))
    for layer in range(LAYERS):
        h = rms(x, norm(f"blk.{layer}.attn_norm.weight", hidden))
        q = rotate(project(h, layer, "attn_q", heads * head).reshape(count, heads, head), m)
        k = rotate(project(h, layer, "attn_k", kv_heads * head).reshape(count, kv_heads, head), m)
        v = project(h, layer, "attn_v", kv_heads * value_head).reshape(count, kv_heads, value_head)
        seen = np.zeros((count, heads, value_head))
        for t in range(count):
            for i in range(heads):
                j = i // (heads // kv_heads)
                scores = k[: t + 1, j] @ q[t, i] * (m["scale"] or 1 / math.sqrt(head))
                weights = np.exp(scores - scores.max())
                seen[t, i] = weights / weights.sum() @ v[: t + 1, j]
        x = x + project(seen.reshape(count, heads * value_head), layer, "attn_output", hidden)
        h = rms(x, norm(f"blk.{layer}.ffn_norm.weight", hidden))
        gate = project(h, layer, "ffn_gate", m["ff"])
        x = x + project(gate / (1 + np.exp(-gate)) * project(h, layer, "ffn_up", m["ff"]), layer, "ffn_down", hidden)
    x = rms(x, norm("output_norm.weight", hidden))
    return x @ (embeddings if m["tied"] else matrix("output.weight", VOCABULARY, hidden, m)).T


if __name__ == "__main__":
    print("tokens", *TOKENS)
    for variant, changes in VARIANTS.items():
        logits = forward(PLAIN | changes)
        for row in ROWS:
            print(variant, row, *(f"{value:.6g}" for value in logits[row]))
