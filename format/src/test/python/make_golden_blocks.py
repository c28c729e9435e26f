#!/usr/bin/env python3
"""Writes hearth/format/golden-blocks.bin: random blocks of each tensor type and their values as the gguf package decodes them.

    pip install gguf numpy && python3 make_golden_blocks.py ../resources/hearth/format/golden-blocks.bin

Layout, little-endian: for each type: i32 ggml id, i32 value count, the blocks, the values as float32.
"""
import sys

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType as T
from gguf.quants import dequantize

# Byte offsets of the f16 scales of a block; every other byte may hold any pattern.
SCALES = {
    T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0],
    T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208],
}
# Signs, zeros, the smallest and largest subnormal, one, and the largest finite f16.
EDGE_SCALES = [0x0000, 0x8000, 0x0001, 0x03FF, 0x3C00, 0xBC00, 0x7BFF, 0xFBFF]


def blocks_of(kind, rng):
    size, nbytes = GGML_QUANT_SIZES[kind]
    count = 14 if size == 32 else 7
    blocks = rng.integers(0, 256, (count, nbytes), dtype=np.uint8)
    blocks[0], blocks[1], blocks[2], blocks[3] = 0x00, 0xFF, 0x0F, 0xF0
    for offset in SCALES[kind]:
        bits = (rng.normal(0, 1, count) * 10.0 ** rng.integers(-5, 3, count)).astype(np.float16).view(np.uint16)
        if size == 32:
            bits[4:12] = rng.permutation(EDGE_SCALES)
        else:
            bits[4:6] = rng.choice(EDGE_SCALES, 2)
        blocks[:, offset] = bits & 0xFF
        blocks[:, offset + 1] = bits >> 8
    return blocks.reshape(-1)


def plain_of(kind, rng):
    wide = np.concatenate([rng.normal(0, 1, 100) * 10.0 ** rng.integers(-38, 38, 100), [0.0, -0.0, np.inf, -np.inf]])
    wide = wide.astype(np.float32)
    if kind == T.F32:
        return wide.view(np.uint8)
    if kind == T.BF16:
        return (wide.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8)
    bits = rng.integers(0, 0x7C00, 100).astype(np.uint16) | (rng.integers(0, 2, 100).astype(np.uint16) << 15)
    return np.concatenate([bits, np.array(EDGE_SCALES, dtype=np.uint16)]).view(np.uint8)


def main(path):
    rng = np.random.default_rng(20261123)
    with open(path, "wb") as out:
        for kind in [T.F32, T.F16, T.BF16, *SCALES]:
            data = plain_of(kind, rng) if kind not in SCALES else blocks_of(kind, rng)
            values = np.ascontiguousarray(dequantize(data, kind), dtype=np.float32).reshape(-1)
            np.array([int(kind), values.size], dtype="<i4").tofile(out)
            data.tofile(out)
            values.tofile(out)


if __name__ == "__main__":
    main(sys.argv[1])
