#!/usr/bin/env python3
"""Writes golden-encoded.bin: rows of values, and their blocks as llama.cpp's quantizer makes them, with and without importance.

usage: LLAMA_LIBRARIES=FOLDER python3 make_golden_encoded.py OUT   (the folder with libggml-base.so; numpy is needed)
Format, little-endian: i32 rows, columns; f32 values[rows][columns]; f32 importance[columns]; then for each type i32 ggml id,
i32 weighted (0 or 1), blocks of all rows.
"""
import ctypes as c, glob, os, struct, sys
import numpy as np

PLAIN = dict(F16=1, Q4_0=2, Q4_1=3, Q5_0=6, Q5_1=7, Q8_0=8, Q2_K=10, Q3_K=11, Q4_K=12, Q5_K=13, Q6_K=14, IQ4_NL=20, IQ4_XS=23,
             IQ3_XXS=18, IQ3_S=21, IQ2_S=22, IQ1_M=29, BF16=30, TQ1_0=34, TQ2_0=35, MXFP4=39, NVFP4=40, Q1_0=41, Q2_0=42)
WEIGHTED = dict(Q4_0=2, Q4_1=3, Q5_0=6, Q5_1=7, Q8_0=8, Q2_K=10, Q3_K=11, Q4_K=12, Q5_K=13, Q6_K=14, IQ4_NL=20, IQ4_XS=23,
                IQ3_XXS=18, IQ3_S=21, IQ2_XXS=16, IQ2_XS=17, IQ2_S=22, IQ1_S=19, IQ1_M=29)
ROWS, COLUMNS = 3, 1280

folder = os.environ["LLAMA_LIBRARIES"]
base = c.CDLL(sorted(glob.glob(os.path.join(folder, "libggml-base.so*")))[0], mode=c.RTLD_GLOBAL)
base.ggml_quantize_chunk.restype = c.c_size_t
base.ggml_quantize_chunk.argtypes = [c.c_int, c.c_void_p, c.c_void_p, c.c_int64, c.c_int64, c.c_int64, c.c_void_p]
base.ggml_row_size.restype = c.c_size_t
base.ggml_row_size.argtypes = [c.c_int, c.c_int64]

random = np.random.default_rng(7)
values = random.normal(0, 0.02, (ROWS, COLUMNS)).astype(np.float32)
values[1] *= np.exp(random.normal(0, 1, COLUMNS)).astype(np.float32)      # heavy tails
values[2, :256] = 0                                                       # nothing at all
values[2, 256:512:7] = 0
values[2, 512:768] = np.abs(values[2, 512:768])                           # one sign
values[2, 768:784] *= 25                                                  # far larger than the rest of its block
values[2, 784:1024] = np.round(values[2, 784:1024] * 50) / 8              # ties
values[2, 1024:] *= 1e-6
importance = np.exp(random.normal(0, 1, COLUMNS)).astype(np.float32)
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<ii", ROWS, COLUMNS) + values.tobytes() + importance.tobytes())
    for weighted, types in ((0, PLAIN), (1, WEIGHTED)):
        for name, number in types.items():
            size = base.ggml_row_size(number, COLUMNS) * ROWS
            blocks = (c.c_uint8 * size)()
            base.ggml_quantize_init(number)
            done = base.ggml_quantize_chunk(number, values.ctypes.data, blocks, 0, ROWS, COLUMNS,
                                            importance.ctypes.data if weighted else None)
            assert done == size, (name, done, size)
            out.write(struct.pack("<ii", number, weighted) + bytes(blocks))
