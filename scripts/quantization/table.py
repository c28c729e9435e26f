#!/usr/bin/env python3
"""Measures what types lose of a model, as docs/quantization.md shows it: size, perplexity, KL divergence and equal top tokens.

usage: table.py BASE.gguf TEXT [--chunks N] [--imatrix FILE] [--keep FOLDER] RESULT...
RESULT is a type (Q4_K_M), a type with importance (Q4_K_M+i), a method and a type (gptq:Q4_K_M), a budget (budget:90MB, budget:ppl:2%), or a file.
`hearth` must be on PATH, or HEARTH say where it is. Rows are printed as they are measured; the base's predictions are kept in FOLDER.
"""
import argparse, json, os, subprocess, sys, tempfile

hearth = os.environ.get("HEARTH", "hearth")


def make(base, result, options, target):
    kind, value = result.split(":", 1) if ":" in result else ("", result)
    if kind == "budget":
        goal = ["--budget", value, "--measures", os.path.join(options.keep, "measures")]
    else:
        goal = ["--type", value.removesuffix("+i")] + (["--method", kind] if kind else [])
    weighted = ["--imatrix", options.imatrix] if options.imatrix and (value.endswith("+i") or kind == "budget") else []
    subprocess.run([hearth, "quantize", base, target, "--allow-requantize", "--force", *goal, *weighted],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("text")
    parser.add_argument("--chunks", default="0")
    parser.add_argument("--imatrix")
    parser.add_argument("--keep", default=tempfile.gettempdir())
    parser.add_argument("results", nargs="+")
    options = parser.parse_args()
    logits = os.path.join(options.keep, "base.logits")
    print("| | MB | bits | perplexity | KL divergence | same top token |\n|---|---|---|---|---|---|", flush=True)
    for result in options.results:
        target = result if os.path.isfile(result) else os.path.join(options.keep, "result.gguf")
        try:
            if target != result:
                make(options.base, result, options, target)
            compared = subprocess.run(
                [hearth, "compare", options.base, target, "--file", options.text, "--chunks", options.chunks, "--no-bench",
                 "--base-logits", logits, "-o", "json"], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout
        except subprocess.CalledProcessError as e:
            print(f"{result}: {e.stderr.decode().strip().splitlines()[-1:]}", file=sys.stderr)
            continue
        row = json.loads(compared)
        kl = row["kl_divergence"]
        print(f"| {os.path.basename(result)} | {os.path.getsize(target) / 1e6:.1f} | {row['candidate']['bits_per_weight']:.2f} "
              f"| {row['candidate_perplexity']:.3f} ({100 * (row['perplexity_ratio'] - 1):+.2f} %) "
              f"| {kl['mean']:.5f} ± {kl['mean_error']:.5f} | {100 * row['same_top_token']:.1f} % |", flush=True)


main()
