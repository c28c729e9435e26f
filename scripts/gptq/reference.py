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


if __name__ == "__main__":
    if sys.argv[1:2] == ["golden"]:
        golden()
    else:
        sys.exit(__doc__)
