"""Layouts of other tools' quantized matrices: how they are packed, and what the packed numbers mean, with numpy alone.

Each function takes a random generator, the name of a module and (outputs, inputs), and answers the tensors to store by name and the
matrix in float32 that the layout's definition gives. Codes and factors are random: every code, and zero points at both ends, occur.
"""
import json

import numpy as np

F32 = np.float32
NF4 = np.array([-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
                -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
                0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0], F32)
FP4 = np.array([0, 0.0625, 8, 12, 4, 6, 2, 3, -0.0, -0.0625, -8, -12, -4, -6, -2, -3], F32) / F32(12)
E2M1 = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6], F32)


def e4m3():
    """All 256 values of the 8-bit floats with 4 bits of exponent."""
    code = np.arange(256)
    exponent, mantissa = code >> 3 & 15, code & 7
    value = np.where(exponent == 0, mantissa * 2.0 ** -9, (8 + mantissa) * 2.0 ** (exponent - 10.0))
    value[(code & 127) == 127] = np.nan
    return np.where(code >= 128, -value, value).astype(F32)


E4M3 = e4m3()


class Bits16:
    """Numbers of a 16-bit type: what is stored, and its value."""

    def __init__(self, values, kind):
        self.kind = kind
        if kind == "F16":
            self.stored = np.asarray(values, np.float16)
            self.value = self.stored.astype(F32)
        elif kind == "BF16":
            bits = np.asarray(values, F32).view(np.uint32)
            self.stored = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)
            self.value = (self.stored.astype(np.uint32) << 16).view(F32)
        else:
            self.stored = np.asarray(values, F32)
            self.value = self.stored


def stream(codes, bits):
    """The last dimension as one stream of bits, lowest first, in 32-bit words."""
    wide = (codes[..., None] >> np.arange(bits) & 1).astype(np.uint8).reshape(*codes.shape[:-1], -1)
    missing = -wide.shape[-1] % 32
    wide = np.concatenate([wide, np.zeros((*wide.shape[:-1], missing), np.uint8)], -1)
    return np.ascontiguousarray(np.packbits(wide, axis=-1, bitorder="little")).view(np.uint32)


def scales(random, shape, columns, levels):
    """Factors that give weights of about 1.5 / sqrt(columns)."""
    return (random.uniform(0.5, 1.5, shape) * 4 / levels / np.sqrt(columns)).astype(F32)


def gptq(random, name, outputs, inputs, bits=4, group=32, sym=False, act_order=False, v2=False):
    groups = 1 if group < 0 else -(-inputs // group)
    order = np.arange(inputs) // (inputs if group < 0 else group)
    if act_order:
        order = random.permutation(order)
    codes = random.integers(0, 2 ** bits, (inputs, outputs))
    # Version 1 cannot say zero points of 0 cleanly, whose stored form would be -1.
    zeros = random.integers(0 if v2 else 1, 2 ** bits, (groups, outputs))
    zeros[:] = 2 ** (bits - 1) if sym else zeros
    factor = Bits16(scales(random, (groups, outputs), inputs, 2 ** bits), "F16")
    stored = {".qweight": stream(codes.T, bits).T.view(np.int32),
              ".qzeros": stream(zeros - (0 if v2 else 1), bits).view(np.int32),
              ".scales": factor, ".g_idx": order.astype(np.int32)}
    matrix = factor.value[order] * (codes - zeros[order]).astype(F32)
    return {name + key: value for key, value in stored.items()}, matrix.T


AWQ_ORDER = [0, 2, 4, 6, 1, 3, 5, 7]


def awq_pack(codes):
    words = np.zeros((codes.shape[0], codes.shape[1] // 8), np.uint32)
    for nibble, column in enumerate(AWQ_ORDER):
        words |= codes[:, column::8].astype(np.uint32) << np.uint32(4 * nibble)
    return words.view(np.int32)


def awq(random, name, outputs, inputs, group=64):
    codes = random.integers(0, 16, (inputs, outputs))
    zeros = random.integers(0, 16, (inputs // group, outputs))
    factor = Bits16(scales(random, zeros.shape, inputs, 16), "F16")
    row = np.arange(inputs) // group
    matrix = (codes - zeros[row]).astype(F32) * factor.value[row]
    return {name + ".qweight": awq_pack(codes), name + ".qzeros": awq_pack(zeros), name + ".scales": factor}, matrix.T


def dynamic_map():
    """bitsandbytes' signed 8-bit map."""
    values = [0.0, 1.0]
    for i in range(7):
        edges = np.linspace(0.1, 1, 2 ** i + 1, dtype=F32)
        means = (edges[:-1] + edges[1:]) / F32(2)
        values += [10.0 ** (i - 6) * float(mean) for mean in means] + [-(10.0 ** (i - 6)) * float(mean) for mean in means]
    return np.sort(np.array(values, F32))


def bnb4(random, name, outputs, inputs, kind="nf4", block=64, nested=True, dtype="bfloat16"):
    count = outputs * inputs
    codes = random.integers(0, 16, count)
    table = NF4 if kind == "nf4" else FP4
    blocks = -(-count // block)
    name += ".weight"
    state = {"quant_type": kind, "blocksize": block, "dtype": dtype, "shape": [outputs, inputs]}
    stored = {name: (codes[0::2] << 4 | codes[1::2]).astype(np.uint8)[:, None], name + ".quant_map": table}
    if nested:
        outer = -(-blocks // 256)
        packed, mapping = random.integers(128, 256, blocks), dynamic_map()
        large = scales(random, outer, inputs, 4)
        mean = F32(0.21)
        stored.update({name + ".absmax": packed.astype(np.uint8), name + ".nested_absmax": large, name + ".nested_quant_map": mapping})
        state.update(nested_blocksize=256, nested_dtype="float32", nested_offset=float(mean))
        largest = mapping[packed] * large[np.arange(blocks) // 256]
        largest = largest + mean
    else:
        largest = scales(random, blocks, inputs, 2)
        stored[name + ".absmax"] = largest
    stored[f"{name}.quant_state.bitsandbytes__{kind}"] = np.frombuffer(json.dumps(state).encode(), np.uint8).copy()
    matrix = table[codes] * largest[np.arange(count) // block]
    return stored, matrix.reshape(outputs, inputs)


def bnb8(random, name, outputs, inputs):
    codes = random.integers(-127, 128, (outputs, inputs)).astype(np.int8)
    largest = scales(random, outputs, inputs, 2)
    matrix = codes.astype(F32) * largest[:, None] * F32(7.874015718698502e-3)
    return {name + ".weight": codes, name + ".SCB": largest, name + ".weight_format": np.zeros((), np.uint8)}, matrix


def mlx(random, name, outputs, inputs, bits=4, group=64, kind="F16", experts=None):
    lead = (outputs,) if experts is None else (experts, outputs)
    codes = random.integers(0, 2 ** bits, (*lead, inputs))
    factor = Bits16(scales(random, (*lead, inputs // group), inputs, 2 ** bits) * random.choice([-1, 1], (*lead, inputs // group)), kind)
    bias = Bits16(-factor.value * 2 ** (bits - 1) * random.uniform(0.8, 1.2, factor.value.shape), kind)
    each = np.arange(inputs) // group
    product = codes.astype(F32) * factor.value[..., each]
    return ({name + ".weight": stream(codes, bits), name + ".scales": factor, name + ".biases": bias},
            product + bias.value[..., each])


def mlx_micro(random, name, outputs, inputs, mode="mxfp4", experts=None):
    bits, group = (8, 32) if mode == "mxfp8" else (4, 16 if mode == "nvfp4" else 32)
    lead = (outputs,) if experts is None else (experts, outputs)
    codes = random.integers(0, 2 ** bits, (*lead, inputs))
    codes[(codes & 127) == 127] = 5
    shape = (*lead, inputs // group)
    if mode == "nvfp4":
        stored = random.integers(8, 40, shape)
        factor = E4M3[stored]
    else:
        stored = random.integers(121, 125, shape) - (8 if mode == "mxfp8" else 0)
        factor = np.exp2(stored - 127.0).astype(F32)
    table = E4M3 if bits == 8 else E2M1
    matrix = table[codes] * factor[..., np.arange(inputs) // group]
    return {name + ".weight": stream(codes, bits), name + ".scales": stored.astype(np.uint8)}, matrix


class Float8:
    def __init__(self, codes):
        self.stored, self.kind = codes.astype(np.uint8), "F8_E4M3"
        self.value = E4M3[codes]


def fp8_codes(random, outputs, inputs):
    codes = random.integers(0, 256, (outputs, inputs))
    codes[(codes & 127) >= 120] &= 0xB7
    return Float8(codes)


def fp8(random, name, outputs, inputs, form="block", kind="F32", suffix="_scale_inv", block=(32, 48), unused=False):
    codes = fp8_codes(random, outputs, inputs)
    high, wide = {"block": block, "tensor": (outputs, inputs), "row": (1, inputs)}[form]
    shape = (-(-outputs // high), -(-inputs // wide))
    factor = Bits16(scales(random, shape, inputs, 200), kind)
    rows, columns = np.arange(outputs) // high, np.arange(inputs) // wide
    matrix = codes.value * factor.value[rows][:, columns]
    if form == "tensor":
        factor.stored = factor.stored.reshape(())
    stored = {name + ".weight": codes, name + ".weight" + suffix: factor}
    if unused:
        stored[name + ".input_scale"] = np.ones((), F32)
    return stored, matrix


def ct_pack(random, name, outputs, inputs, bits=4, group=32, sym=True, act_order=False, kind="BF16"):
    groups = 1 if group < 0 else inputs // group
    order = np.arange(inputs) // (inputs // groups)
    if act_order:
        order = random.permutation(order)
    codes = random.integers(0, 2 ** bits, (outputs, inputs))
    zeros = random.integers(0, 2 ** bits, (outputs, groups))
    zeros[:] = 2 ** (bits - 1) if sym else zeros
    factor = Bits16(scales(random, (outputs, groups), inputs, 2 ** bits), kind)
    stored = {".weight_packed": stream(codes, bits).view(np.int32), ".weight_scale": factor,
              ".weight_shape": np.array([outputs, inputs], np.int64)}
    if not sym:
        stored[".weight_zero_point"] = stream(zeros.T, bits).T.view(np.int32)
    if act_order:
        stored[".weight_g_idx"] = order.astype(np.int32)
    matrix = (codes - zeros[:, order]).astype(F32) * factor.value[:, order]
    return {name + key: value for key, value in stored.items()}, matrix


def ct_int8(random, name, outputs, inputs, kind="BF16"):
    codes = random.integers(-128, 128, (outputs, inputs)).astype(np.int8)
    factor = Bits16(scales(random, (outputs, 1), inputs, 256), kind)
    return {name + ".weight": codes, name + ".weight_scale": factor}, codes.astype(F32) * factor.value
