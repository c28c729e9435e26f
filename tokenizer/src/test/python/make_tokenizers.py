#!/usr/bin/env python3
"""Makes the small tokenizers of HuggingFaceTokenizerGoldenTest, and random texts with the ids that Hugging Face's `tokenizers` gives for them.

usage: make_tokenizers.py REPOSITORY TARGET COUNT
REPOSITORY: its documents are what the tokenizers are trained on. COUNT: texts for each tokenizer.
Needs the Python packages tokenizers, sentencepiece and protobuf. Each tokenizer becomes a folder with `tokenizer.json`,
`tokenizer_config.json`, perhaps `tokenizer.model`, and `cases.json`: a list of [text, ids, ids with both ends].
"""
import base64
import glob
import io
import json
import os
import random
import sys

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as proto
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
TAIL = r"\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + TAIL
QWEN2 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + TAIL
W = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
w = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
LEAD = r"[^\r\n\p{L}\p{N}]?"
GPT4O = (f"{LEAD}{W}*{w}+{CONTRACTIONS}?|{LEAD}{W}+{w}*{CONTRACTIONS}?" + r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + TAIL)
VOCABULARY = 700


def byte_level(texts, pre, begin=None, ignore_merges=False):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=alphabet, special_tokens=["<|endoftext|>", "<|im_start|>"],
                                  show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken("<tool_call>", special=False, normalized=False)])
    if begin:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{begin} $A", special_tokens=[(begin, tokenizer.token_to_id(begin))])
    return tokenizer


def split(pattern):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def word_piece(texts, longest, **normalizer):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=longest))
    tokenizer.normalizer = normalizers.BertNormalizer(**normalizer)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(
        vocab_size=VOCABULARY, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    ids = [(t, tokenizer.token_to_id(t)) for t in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ids)
    return tokenizer


def train_pieces(texts, **options):
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=out, vocab_size=VOCABULARY, minloglevel=2, **options)
    model = proto.ModelProto()
    model.ParseFromString(out.getvalue())
    return model


def unigram(texts, target, big):
    rules = os.path.join(target, "rules.tsv")
    with open(rules, "w") as f:  # a few rules, so that the file stays small
        f.write("2460\t31\nFF21\t41\nFB01\t66 69\n3000\t20\n9\t20\nA\t20\nD\t20\n2581\t20\n65 301\tE9\n")
    options = {} if big else {"normalization_rule_tsv": rules}
    model = train_pieces(texts, model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, **options)
    os.remove(rules)
    tokenizer = Tokenizer(models.Unigram([(p.piece, p.score) for p in model.pieces], 2, False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap), normalizers.Strip(left=False, right=True),
        normalizers.Replace(Regex(" {2,}"), "\u2581")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens(["<pad>", "</s>", "<unk>"])
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return tokenizer, model


def pieces_with_bytes(texts):
    """A SentencePiece BPE, and the tokenizer.json that transformers makes of such a model."""
    model = train_pieces(texts, model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
                         remove_extra_whitespaces=False, character_coverage=0.99)
    vocab = {p.piece: i for i, p in enumerate(model.pieces)}
    normal = {p.piece: p.score for p in model.pieces if p.type == 1}
    merges = []
    for piece, score in normal.items():
        local = [(piece[:i], piece[i:]) for i in range(1, len(piece)) if piece[:i] in normal and piece[i:] in normal]
        merges += [(score, pair) for pair in sorted(local, key=lambda pair: (vocab[pair[0]], vocab[pair[1]]))]
    merges = [pair for _, pair in sorted(merges, key=lambda m: m[0], reverse=True)]
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer, model


def plain_pairs(texts):
    """BPE on plain text with its own merges, no space in front: the kind of Gemma 4."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\n+"), "isolated")
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, show_progress=False, limit_alphabet=150,
                                  special_tokens=["<pad>", "<eos>", "<bos>", "<unk>"] + [f"<0x{b:02X}>" for b in range(256)])
    tokenizer.train_from_iterator(texts, trainer)
    spec = json.loads(tokenizer.to_str())
    spec["added_tokens"] = [t for t in spec["added_tokens"] if not t["content"].startswith("<0x")]
    spec["pre_tokenizer"] = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
    spec["model"]["merges"] = [m for m in spec["model"]["merges"] if "\n" not in "".join(m)]
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    tokenizer.post_processor = processors.TemplateProcessing(single="<bos> $A", special_tokens=[("<bos>", 2)])
    return tokenizer


def random_text(rng, words, specials):
    parts = []
    for _ in range(rng.randint(0, 12)):
        kind = rng.randrange(16)
        if kind < 6:
            parts.append(" " + rng.choice(words))
        elif kind == 6:
            parts.append(rng.choice(words).upper())
        elif kind == 7:
            parts.append(str(rng.randrange(10 ** rng.randint(1, 9))))
        elif kind == 8:
            parts.append(rng.choice([" ", "  ", "   ", "\n", "\n\n", "\t", " \n ", "\r\n", "\u3000", "\u00A0"]))
        elif kind == 9:
            parts.append("".join(rng.choice("!?.,;:'\"()[]{}<>/\\|-_=+*&^%$#@~`") for _ in range(rng.randint(1, 4))))
        elif kind == 10:
            parts.append(rng.choice(["I'm", "don't", "WE'LL", "he'S", "x'd've", "caf\u00E9", "na\u00EFve", "e\u0301te\u0301", "\u0130stanbul",
                                     "\u03A3\u0391\u03A3", "stra\u00DFe", "\uFB01n", "\uFF21", "\u2460"]))
        elif kind == 11:
            parts.append("".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(rng.randint(1, 3))))
        elif kind == 12:
            parts.append("".join(chr(rng.choice([rng.randint(0x3B1, 0x3C9), rng.randint(0x410, 0x44F), rng.randint(0x5D0, 0x5EA)]))
                                 for _ in range(rng.randint(1, 6))))
        elif kind == 13:
            parts.append(rng.choice(["\U0001F600", "\U0001F469\u200D\U0001F680", "\u2581", "\uD55C\uAD6D\uC5B4", "\u0928\u092E\u0938\u094D\u0924\u0947",
                                     "\uFFFD", "\u200B", "\x07"]))
        elif kind == 14:
            parts.append(chr(rng.choice([rng.randint(0x20, 0x24F), rng.randint(0x2000, 0x2BFF), rng.randint(0x3040, 0x30FF)])))
        else:
            parts.append(rng.choice(specials) if rng.random() < 0.5 else rng.choice(["<", "</s", "|>", "[MASK"]))
    return "".join(parts)


def scripts(seed):
    """Some characters from anywhere in Unicode: every script, marks of all kinds, syllables that come apart, what is not assigned."""
    rng = random.Random(seed)
    blocks = [(0x300, 0x36F), (0x400, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF), (0x1000, 0x139F), (0x1700, 0x1DFF),
              (0x1E00, 0x2BFF), (0x3000, 0x33FF), (0xA000, 0xABFF), (0xAC00, 0xD7A3), (0xF900, 0xFFFD), (0x10000, 0x1FFFF), (0x20000, 0x323AF)]
    block = rng.choice(blocks)
    return "".join(chr(rng.randint(*(block if rng.random() < 0.7 else rng.choice(blocks)))) + rng.choice(["", "", " "])
                   for _ in range(rng.randint(0, 8)))


def joined(text):
    """The text with marks that join what stands before them, and carriage returns: clusters that a character map replaces whole or in parts."""
    rng = random.Random(text)
    return "".join(c + rng.choice(["\u0301", "\u0302", "\u0301\u0301", "\u20E3", "\u200D", "\uFE0F", "\r\n"]) * (rng.random() < 0.15) for c in text)


def save(target, name, tokenizer, count, words, config=None, model=None, as_seen=None):
    folder = os.path.join(target, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "tokenizer.json"), "w") as f:
        f.write(tokenizer.to_str())
    with open(os.path.join(folder, "tokenizer_config.json"), "w") as f:
        json.dump(config or {}, f)
    if model is not None:
        with open(os.path.join(folder, "tokenizer.model"), "wb") as f:
            f.write(model.SerializeToString())
    specials = [t.content for t in tokenizer.get_added_tokens_decoder().values()]
    rng = random.Random(name)
    cases = []
    while len(cases) < count:
        text = random_text(rng, words, specials)
        if as_seen:
            text = as_seen(text)
        cases.append([text, tokenizer.encode(text, add_special_tokens=False).ids, tokenizer.encode(text).ids])
    with open(os.path.join(folder, "cases.json"), "w") as f:
        json.dump(cases, f, separators=(",", ":"))


def main():
    repository, target, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    big = count > 1000  # then the character map may be large too
    texts = []
    for path in sorted(glob.glob(os.path.join(repository, "docs", "**", "*.md"), recursive=True)):
        texts += open(path).read().split("\n\n")
    words = sorted({word for text in texts for word in text.split()})
    qwen2 = byte_level(texts, split(QWEN2))
    qwen2.normalizer = normalizers.NFC()
    save(target, "gpt2", byte_level(texts, pre_tokenizers.ByteLevel(add_prefix_space=False)), count, words,
         {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"})
    save(target, "smollm", byte_level(texts, pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])), count, words,
         {"eos_token": "<|endoftext|>", "clean_up_tokenization_spaces": False})
    save(target, "llama3", byte_level(texts, split(LLAMA3), "<|im_start|>", True), count, words, {"eos_token": "<|endoftext|>"})
    save(target, "qwen2", qwen2, count, words, {"eos_token": {"content": "<|endoftext|>"}, "add_bos_token": False})
    save(target, "gpt4o", byte_level(texts, split(GPT4O)), count, words, {"eos_token": "<|endoftext|>"})
    names = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "mask_token": "[MASK]"}
    save(target, "wordpiece", word_piece(texts, 100, lowercase=True), count, words, names, as_seen=lambda text: text + scripts(text))
    save(target, "wordpiece-cased", word_piece(texts, 12, lowercase=False), count, words, names)
    save(target, "wordpiece-raw", word_piece(texts, 100, lowercase=True, strip_accents=False, clean_text=False, handle_chinese_chars=False),
         count, words, names)
    tokenizer, model = unigram(texts, target, big)
    save(target, "unigram", tokenizer, count, words, {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"},
         as_seen=lambda text: joined(text) + scripts(text))
    tokenizer, model = pieces_with_bytes(texts)
    names = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    save(target, "metaspace", tokenizer, count, words, names)
    save(target, "sentencepiece", tokenizer, count, words, names, model)
    save(target, "plain-pairs", plain_pairs(texts), count, words, {"bos_token": "<bos>", "eos_token": "<eos>"})


if __name__ == "__main__":
    main()
