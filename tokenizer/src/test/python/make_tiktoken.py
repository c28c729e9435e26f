#!/usr/bin/env python3
"""Makes the small folders `kimi` and `qwen` of HuggingFaceTokenizerGoldenTest: vocabularies in tiktoken's files, and random texts with
the ids that the Python package `tiktoken` gives for them.

usage: make_tiktoken.py REPOSITORY TARGET COUNT
REPOSITORY: its documents are what the vocabularies are trained on. COUNT: texts for `kimi`; `qwen` gets a fifth.
Needs the Python packages of make_tokenizers.py, and tiktoken.
"""
import base64
import glob
import json
import os
import random
import sys
import unicodedata

import tiktoken
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from make_tokenizers import CONTRACTIONS, LEAD, LLAMA3, QWEN2, TAIL, random_text, split

VOCABULARY = 1200
NOT_HAN = r"&&[^\p{Han}]]"
UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}" + NOT_HAN
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}" + NOT_HAN
KIMI = "|".join([r"[\p{Han}]+", f"{LEAD}{UPPER}*{LOWER}+{CONTRACTIONS}?", f"{LEAD}{UPPER}+{LOWER}*{CONTRACTIONS}?",
                 r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*", TAIL])
OTHER_TEXT = "\u4E2D\u6587\u5206\u8BCD\u3002 \u6A21\u578B\u4E2D\u7684\u8BCD \u0440\u0430\u0437\u0431\u043E\u0440 \u0442\u0435\u043A\u0441\u0442\u0430 caf\u00E9 \U0001F600\U0001F680 "


def byte_of_character():
    plain = [b for b in range(256) if 0x21 <= b <= 0x7E or 0xA1 <= b <= 0xAC or b >= 0xAE]
    others = [b for b in range(256) if b not in plain]
    return {**{chr(b): b for b in plain}, **{chr(256 + i): b for i, b in enumerate(others)}}


def ranks(texts, pattern):
    """A byte-level BPE: its ids are the order of its merges, so they are ranks."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = split(pattern)
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=VOCABULARY, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    of = byte_of_character()
    return {bytes(of[c] for c in token): id for token, id in tokenizer.get_vocab().items()}


def save(folder, file, ranked, specials, pattern, config, count, words, as_seen):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, file), "wb") as f:
        for token, rank in sorted(ranked.items(), key=lambda item: item[1]):
            f.write(base64.b64encode(token) + b" %d\n" % rank)
    with open(os.path.join(folder, "tokenizer_config.json"), "w") as f:
        json.dump(config, f, indent=1)
        f.write("\n")
    encoding = tiktoken.Encoding("made", pat_str=pattern, mergeable_ranks=ranked, special_tokens=specials)
    rng = random.Random(file)
    cases = []
    while len(cases) < count:
        text = as_seen(random_text(rng, words, list(specials)))
        cases.append([text, encoding.encode(text, allowed_special="all")])
    with open(os.path.join(folder, "cases.json"), "w") as f:
        json.dump(cases, f, separators=(",", ":"))


def main():
    repository, target, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    texts = [OTHER_TEXT * 40]
    for path in sorted(glob.glob(os.path.join(repository, "docs", "**", "*.md"), recursive=True)):
        texts += open(path).read().split("\n\n")
    words = sorted({word for text in texts for word in text.split()})

    ranked = ranks(texts, LLAMA3)
    first = len(ranked)
    names = {0: "[BOS]", 1: "[EOS]", 2: "<|im_end|>", 3: "<|im_user|>", 11: "<|tool_calls_section_begin|>", 14: "[UNK]", 15: "[PAD]"}
    decoder = {str(first + i): {"content": text, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
                                "special": not text.startswith("<|tool")} for i, text in names.items()}
    config = {"added_tokens_decoder": decoder, "bos_token": "[BOS]", "eos_token": "[EOS]", "unk_token": "[UNK]", "pad_token": "[PAD]",
              "tokenizer_class": "TikTokenTokenizer"}
    save(os.path.join(target, "kimi"), "tiktoken.model", ranked, {text: first + i for i, text in names.items()}, KIMI, config, count,
         words, lambda text: text)

    ranked = ranks(texts, QWEN2)
    first = len(ranked)
    named = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] + [f"<|extra_{i}|>" for i in range(205)]
    save(os.path.join(target, "qwen"), "qwen.tiktoken", ranked, {text: first + i for i, text in enumerate(named)}, QWEN2,
         {"tokenizer_class": "QWenTokenizer"}, count // 5, words, lambda text: unicodedata.normalize("NFC", text))


if __name__ == "__main__":
    main()
