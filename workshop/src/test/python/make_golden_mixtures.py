#!/usr/bin/env python3
"""Writes golden-mixtures.txt.gz: which type llama.cpp's quantizer gives each tensor of some made-up models, for each file type.

usage: LLAMA_LIBRARIES=FOLDER python3 make_golden_mixtures.py OUT    (the folder with libllama; numpy and gguf are needed)
A line for each model: "model NAME key=value...", then lines "tensor NAME SIZE..." and "type FILE_TYPE TENSOR_TYPE...", the latter
in the order of the file that llama.cpp wrote, preceded by one line "order NAME...".
"""
import ctypes as c, glob, gzip, os, sys, tempfile
import gguf, numpy as np

FILE_TYPES = dict(Q4_0=2, Q4_1=3, Q8_0=7, Q5_0=8, Q5_1=9, Q2_K=10, Q3_K_S=11, Q3_K_M=12, Q3_K_L=13, Q4_K_S=14, Q4_K_M=15,
                  Q5_K_S=16, Q5_K_M=17, Q6_K=18, IQ4_NL=25, IQ3_S=26, IQ3_M=27, IQ4_XS=30, TQ1_0=36, TQ2_0=37, MXFP4_MOE=38)

class Params(c.Structure):
    _fields_ = [("nthread", c.c_int32), ("ftype", c.c_int), ("output_tensor_type", c.c_int), ("token_embedding_type", c.c_int),
                ("allow_requantize", c.c_bool), ("quantize_output_tensor", c.c_bool), ("only_copy", c.c_bool), ("pure", c.c_bool),
                ("keep_split", c.c_bool), ("dry_run", c.c_bool), ("imatrix", c.c_void_p), ("kv_overrides", c.c_void_p),
                ("tt_overrides", c.c_void_p), ("prune_layers", c.c_void_p), ("max_buf_size", c.c_size_t)]

folder = os.environ["LLAMA_LIBRARIES"]
load = lambda pattern: c.CDLL(sorted(glob.glob(os.path.join(folder, pattern)))[0], mode=c.RTLD_GLOBAL)
base, ggml = load("libggml-base.so*"), load("libggml.*so*")
ggml.ggml_backend_load_all_from_path.argtypes = [c.c_char_p]
ggml.ggml_backend_load_all_from_path(folder.encode())
llama = load("libllama.v*.so*")
llama.llama_model_quantize_default_params.restype = Params
llama.llama_model_quantize.argtypes = [c.c_char_p, c.c_char_p, c.POINTER(Params)]
llama.llama_model_quantize.restype = c.c_uint32
random = np.random.default_rng(3)

def model(path, layers, heads, kv_heads, experts, tied, hidden, fused):
    w = gguf.GGUFWriter(path, "llama")
    w.add_context_length(64); w.add_embedding_length(hidden); w.add_block_count(layers); w.add_feed_forward_length(256)
    w.add_head_count(heads); w.add_head_count_kv(kv_heads); w.add_layer_norm_rms_eps(1e-5); w.add_rope_dimension_count(hidden // heads)
    if experts:
        w.add_expert_count(experts); w.add_expert_used_count(2)
    shapes = {}
    def add(name, *shape):
        dtype = np.float32 if len(shape) == 1 else np.float16
        w.add_tensor(name, random.normal(0, 0.02, shape).astype(dtype)); shapes[name] = shape[::-1]
    add("token_embd.weight", 8, hidden); add("output_norm.weight", hidden)
    if not tied: add("output.weight", 8, hidden)
    for i in range(layers):
        b = f"blk.{i}."
        add(b + "attn_norm.weight", hidden)
        if fused: add(b + "attn_qkv.weight", 8, hidden)
        else:
            add(b + "attn_q.weight", 8, hidden); add(b + "attn_k.weight", 8, hidden); add(b + "attn_v.weight", 8, hidden)
        add(b + "attn_output.weight", 8, hidden); add(b + "ffn_norm.weight", hidden)
        if experts:
            add(b + "ffn_gate_inp.weight", experts, hidden)
            for part in ("gate", "up", "down"): add(b + f"ffn_{part}_exps.weight", experts, 4, 256)
        else:
            add(b + "ffn_gate.weight", 8, hidden); add(b + "ffn_up.weight", 8, hidden); add(b + "ffn_down.weight", 8, 256)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    return shapes

MODELS = dict(plain=dict(layers=17, heads=4, kv_heads=4, experts=0, tied=False, hidden=256, fused=False),
              shared=dict(layers=16, heads=8, kv_heads=2, experts=0, tied=True, hidden=256, fused=False),
              eight=dict(layers=9, heads=8, kv_heads=2, experts=8, tied=False, hidden=256, fused=False),
              four=dict(layers=16, heads=4, kv_heads=4, experts=4, tied=False, hidden=256, fused=False),
              narrow=dict(layers=8, heads=4, kv_heads=4, experts=0, tied=False, hidden=96, fused=False),
              fused=dict(layers=16, heads=4, kv_heads=4, experts=0, tied=False, hidden=256, fused=True),
              deep=dict(layers=80, heads=8, kv_heads=1, experts=0, tied=False, hidden=256, fused=False))

with gzip.open(sys.argv[1], "wt") as out, tempfile.TemporaryDirectory() as tmp:
    for name, settings in MODELS.items():
        source, target = os.path.join(tmp, "in.gguf"), os.path.join(tmp, "out.gguf")
        shapes = model(source, **settings)
        print("model", name, *(f"{k}={int(v)}" for k, v in settings.items()), file=out)
        for tensor, shape in shapes.items(): print("tensor", tensor, *shape, file=out)
        ordered = False
        for file_type, number in FILE_TYPES.items():
            p = llama.llama_model_quantize_default_params()
            p.ftype, p.nthread = number, 1
            if llama.llama_model_quantize(source.encode(), target.encode(), c.byref(p)):
                sys.exit(f"{name} {file_type} failed")
            tensors = gguf.GGUFReader(target).tensors
            if not ordered:
                print("order", *(t.name for t in tensors), file=out); ordered = True
            print("type", file_type, *(t.tensor_type.name for t in tensors), file=out)
