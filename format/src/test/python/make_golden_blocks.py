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
    T.IQ1_S: [0], T.IQ1_M: [], T.IQ2_XXS: [0], T.IQ2_XS: [0], T.IQ2_S: [0], T.IQ3_XXS: [0], T.IQ3_S: [0],
    T.IQ4_NL: [0], T.IQ4_XS: [0], T.TQ1_0: [52], T.TQ2_0: [64], T.MXFP4: [], T.NVFP4: [],
}
PLAIN = [T.F32, T.F16, T.BF16]


# Types that the package reads and writes without decoding them, and Q2_0 (id 42), which it does not know: their definitions.
def q8_1(b):
    return b[:, 0:2].view("<f2").astype(np.float32) * b[:, 4:].view(np.int8).astype(np.float32)


def q8_k(b):
    return b[:, 0:4].view("<f4") * b[:, 4:260].view(np.int8).astype(np.float32)


def few_bits(b, bits):
    shifts = np.arange(0, 8, bits, dtype=np.uint8)
    codes = (b[:, 2:, None] >> shifts & (1 << bits) - 1).reshape(len(b), -1).astype(np.float32)
    return b[:, 0:2].view("<f2").astype(np.float32) * (codes * 2 - 1 if bits == 1 else codes - 1)


def numbers(kind):
    return lambda b: b.view(kind).astype(np.float32)


# ggml id: (values and bytes of a block, offset of the f16 scale or None, decoder)
OWN = {
    9: (32, 36, 0, q8_1), 15: (256, 292, None, q8_k),
    41: (128, 18, 0, lambda b: few_bits(b, 1)), 42: (64, 18, 0, lambda b: few_bits(b, 2)),
    24: (1, 1, None, numbers("<i1")), 25: (1, 2, None, numbers("<i2")), 26: (1, 4, None, numbers("<i4")),
    27: (1, 8, None, numbers("<i8")), 28: (1, 8, None, numbers("<f8")),
}
# Signs, zeros, the smallest and largest subnormal, one, and the largest finite f16.
EDGE_SCALES = [0x0000, 0x8000, 0x0001, 0x03FF, 0x3C00, 0xBC00, 0x7BFF, 0xFBFF]


def scale_bits(count, rng):
    bits = (rng.normal(0, 1, count) * 10.0 ** rng.integers(-5, 3, count)).astype(np.float16).view(np.uint16)
    if count >= 14:
        bits[4:12] = rng.permutation(EDGE_SCALES)
    else:
        bits[4:6] = rng.choice(EDGE_SCALES, 2)
    return bits


def random_blocks(size, nbytes, offsets, rng):
    blocks = rng.integers(0, 256, (14 if size <= 32 else 7, nbytes), dtype=np.uint8)
    blocks[0], blocks[1], blocks[2], blocks[3] = 0x00, 0xFF, 0x0F, 0xF0
    for offset in offsets:
        bits = scale_bits(len(blocks), rng)
        blocks[:, offset] = bits & 0xFF
        blocks[:, offset + 1] = bits >> 8
    return blocks


def blocks_of(kind, rng):
    size, nbytes = GGML_QUANT_SIZES[kind]
    blocks = random_blocks(size, nbytes, SCALES[kind], rng)
    if kind == T.IQ1_M:  # the f16 scale lies in the top nibbles of four u16
        bits = scale_bits(len(blocks), rng)
        for i in range(4):
            blocks[:, 49 + 2 * i] = blocks[:, 49 + 2 * i] & 0x0F | (bits >> 4 * i & 15).astype(np.uint8) << 4
    if kind == T.MXFP4:  # powers of two; 255 would be no number
        blocks[:8, 0] = [0, 1, 2, 3, 127, 128, 253, 254]
    if kind == T.NVFP4:  # zero, the smallest, the largest subnormal, the smallest normal, one, the largest, no number
        blocks[:2, :4] = [[0, 1, 7, 8], [0x38, 0x7E, 0x7F, 0x80]]
    return blocks.reshape(-1)


def own_blocks(size, nbytes, offset, rng):
    if size == 1:
        return rng.integers(0, 256, (100, nbytes), dtype=np.uint8) if nbytes < 8 else wide_numbers(nbytes, rng)
    blocks = random_blocks(size, nbytes, [] if offset is None else [offset], rng)
    if offset is None:
        blocks[:, 0:4] = rng.normal(0, 1, (len(blocks), 1)).astype("<f4").view(np.uint8)
    return blocks


def wide_numbers(nbytes, rng):
    values = rng.normal(0, 1, 100) * 10.0 ** rng.integers(-40, 40, 100)
    return values.astype("<f8").view(np.uint8).reshape(-1, nbytes)


def plain_of(kind, rng):
    wide = np.concatenate([rng.normal(0, 1, 100) * 10.0 ** rng.integers(-38, 38, 100), [0.0, -0.0, np.inf, -np.inf]])
    wide = wide.astype(np.float32)
    if kind == T.F32:
        return wide.view(np.uint8)
    if kind == T.BF16:
        return (wide.view(np.uint32) >> 16).astype(np.uint16).view(np.uint8)
    bits = rng.integers(0, 0x7C00, 100).astype(np.uint16) | (rng.integers(0, 2, 100).astype(np.uint16) << 15)
    return np.concatenate([bits, np.array(EDGE_SCALES, dtype=np.uint16)]).view(np.uint8)


def write(out, id, data, values):
    values = np.ascontiguousarray(values, dtype=np.float32).reshape(-1)
    np.array([id, values.size], dtype="<i4").tofile(out)
    data.tofile(out)
    values.tofile(out)


def main(path):
    rng = np.random.default_rng(20261123)
    with open(path, "wb") as out, np.errstate(over="ignore"):
        for kind in [*PLAIN, *SCALES]:
            data = plain_of(kind, rng) if kind in PLAIN else blocks_of(kind, rng)
            write(out, int(kind), data, dequantize(data, kind))
        for id, (size, nbytes, offset, decode) in OWN.items():
            data = own_blocks(size, nbytes, offset, rng)
            write(out, id, data, decode(data))


if __name__ == "__main__":
    main(sys.argv[1])
