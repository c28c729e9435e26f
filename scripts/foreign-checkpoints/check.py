#!/usr/bin/env python3
"""Compares the golden values of make.py's checkpoints with what the tools themselves unpack from the stored tensors.

usage: OMP_NUM_THREADS=1 python3 check.py FOLDER      FOLDER is the one that make.py filled

Uses whichever is installed: auto-gptq (its plain PyTorch layer), gptqmodel (for act-order and version 2), autoawq, bitsandbytes,
mlx[cpu], compressed-tensors. A layout whose tool is missing is said to be unchecked. Every value must be equal, bit for bit.
"""
import hashlib
import importlib
import importlib.util
import json
import sys
import types
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from checkpoints import CHECKPOINTS


def package_path(name):
    if name in sys.modules:
        return Path(sys.modules[name].__path__[0])
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ImportError(name)
    return Path(next(iter(spec.submodule_search_locations)))


def module_at(name, path):
    """One module of a package whose other modules want more than is installed."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def auto_gptq(tensors, stem, config):
    if config.get("desc_act") or config.get("checkpoint_format") == "gptq_v2":
        raise ImportError("gptqmodel's part")
    root = package_path("auto_gptq")
    for name in ("auto_gptq", "auto_gptq.nn_modules", "auto_gptq.nn_modules.qlinear"):
        if name not in sys.modules:
            sys.modules[name] = types.ModuleType(name)
            sys.modules[name].__path__ = [str(root.parent / name.replace(".", "/"))]
    sys.modules["auto_gptq.nn_modules.qlinear"].GeneralQuantLinear = torch.nn.Module
    linear = importlib.import_module("auto_gptq.nn_modules.qlinear.qlinear_cuda_old").QuantLinear
    inputs, outputs = tensors[stem + ".g_idx"].numel(), tensors[stem + ".scales"].shape[1]
    layer = linear(config["bits"], config["group_size"], inputs, outputs, False)
    layer.qweight, layer.qzeros = tensors[stem + ".qweight"], tensors[stem + ".qzeros"]
    layer.scales = tensors[stem + ".scales"].float()
    return layer.forward(torch.eye(inputs)).T


def gptqmodel(tensors, stem, config):
    from gptqmodel.nn_modules.qlinear.torch import TorchLinear
    inputs, outputs = tensors[stem + ".g_idx"].numel(), tensors[stem + ".scales"].shape[1]
    layer = TorchLinear(bits=config["bits"], group_size=config["group_size"], desc_act=config.get("desc_act", False), sym=False,
                        in_features=inputs, out_features=outputs, bias=False, register_buffers=True)
    layer.qweight, layer.g_idx = tensors[stem + ".qweight"], tensors[stem + ".g_idx"]
    layer.scales = tensors[stem + ".scales"].float()
    layer.qzeros = tensors[stem + ".qzeros"].clone()
    if config.get("checkpoint_format", "gptq") == "gptq":
        from gptqmodel.utils.model import convert_gptq_v1_to_v2_format_module
        convert_gptq_v1_to_v2_format_module(layer, bits=config["bits"], pack_dtype=torch.int32)
    layer.post_init()
    return layer.dequantize_weight().T


def autoawq(tensors, stem, config):
    tools = module_at("awq_packing", package_path("awq") / "utils" / "packing_utils.py")
    return tools.dequantize_gemm(tensors[stem + ".qweight"], tensors[stem + ".qzeros"], tensors[stem + ".scales"].float(), 4,
                                 config.get("group_size") or config["q_group_size"]).T


def bitsandbytes(tensors, stem, config):
    import bitsandbytes.functional as bnb
    from bitsandbytes.backends.default.ops import _dequantize_4bit_compute
    name = stem + ".weight"
    if stem + ".SCB" in tensors:
        return bnb.int8_vectorwise_dequant(tensors[name], tensors[stem + ".SCB"])
    state = bnb.QuantState.from_dict({key[len(name) + 1:]: value.clone() for key, value in tensors.items()
                                      if key.startswith(name + ".")}, torch.device("cpu"))
    absmax = state.absmax
    if state.nested:
        absmax = bnb.dequantize_blockwise(state.absmax, state.state2) + state.offset
    # The kernel for CPUs of version 0.50 takes a row shorter than a block for a block; what all other devices do is the definition.
    exact = _dequantize_4bit_compute(tensors[name].reshape(-1), absmax, state.code, state.blocksize, state.shape, torch.float32)
    if state.shape[1] % state.blocksize == 0:
        rounded = bnb.dequantize_4bit(tensors[name], state)
        assert torch.equal(exact.to(state.dtype), rounded), "rounding to the matrix's type is not the last step"
    return exact


def mlx(tensors, stem, config):
    import mlx.core as mx
    own = config.get(stem) or config
    def array(name):
        value = tensors[name]
        return mx.array(value.float().numpy() if value.is_floating_point() else value.view(torch.int32).numpy().view(np.uint32)
                        if value.element_size() == 4 else value.numpy())
    settings = dict(group_size=own["group_size"], bits=own["bits"], mode=own.get("mode", "affine"))
    biases = array(stem + ".biases") if stem + ".biases" in tensors else None
    result = mx.dequantize(array(stem + ".weight"), array(stem + ".scales"), biases, **settings,
                           **({} if biases is not None else dict(dtype=mx.float32)))
    return torch.tensor(np.array(result.astype(mx.float32)))


def compressed_tensors(tensors, stem, config):
    if any(key.endswith("weight_g_idx") for key in tensors):
        raise ImportError("the tool no longer reads act-order")
    from compressed_tensors.compressors.base import BaseCompressor
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
    scheme = QuantizationScheme(targets=["Linear"], weights=QuantizationArgs(**config["config_groups"]["group_0"]["weights"]))
    state = {key[len(stem) + 1:]: value for key, value in tensors.items() if key.startswith(stem + ".")}
    state["weight_scale"] = state["weight_scale"].float()
    return BaseCompressor.get_value_from_registry(config["format"]).decompress(state, scheme)["weight"].float()


def fp8(tensors, stem, config):
    weight = tensors[stem + ".weight"].float()
    factor = next(tensors[name] for name in (stem + ".weight_scale_inv", stem + ".weight_scale") if name in tensors).float()
    if factor.numel() == 1:
        return weight * factor
    high, wide = config["weight_block_size"]
    return weight * factor.repeat_interleave(high, 0)[:weight.shape[0]].repeat_interleave(wide, 1)[:, :weight.shape[1]]


TOOLS = {"gptq": [auto_gptq, gptqmodel], "awq": [autoawq], "bnb": [bitsandbytes], "mlx": [mlx], "ct": [compressed_tensors],
         "fp8": [fp8]}


def check(name, folder):
    config = CHECKPOINTS[name][2]
    config = config.get("quantization") or config.get("quantization_config") or config
    tensors = load_file(folder / name / "model.safetensors")
    golden = json.loads((folder / name / "golden.json").read_text())
    whole = np.fromfile(folder / name / "golden.bin", "<f4")
    done, missing = [], []
    for tool in TOOLS[name.split("-")[0]]:
        try:
            count = 0
            for key, facts in golden["tensors"].items():
                found = tool(tensors, key.removesuffix(".weight"), config).detach().numpy()
                assert list(found.shape) == facts["shape"], (name, key, found.shape)
                if key == golden["whole"]:
                    assert np.array_equal(found.ravel(), whole), (name, key, np.abs(found.ravel() - whole).max())
                same = hashlib.sha256(np.ascontiguousarray(found, "<f4").tobytes()).hexdigest() == facts["sha256"]
                assert same, (name, key, "digest")
                count += found.size
            done.append(f"{tool.__name__}: {count} values bit for bit")
        except ImportError as e:
            missing.append(f"{tool.__name__} ({e})")
    print(f"{name:20} {'; '.join(done) or 'UNCHECKED'}" + (f"   not asked: {', '.join(missing)}" if missing else ""))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    for name in CHECKPOINTS:
        check(name, Path(sys.argv[1]))


main()
