"""Tiny real tokenizers, one for each way in which checkpoints write theirs."""
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
TEXT = ["the fire burns on the hearth and the house is warm", "she sat there, then he sang: 'where are the others?'",
        "in 1024 nights one story after another was told", "for (int i = 0; i < n; i++) { sum += x[i]; }"]
ALPHABET = [chr(c) for c in range(33, 127)] + ["\u0120", "\u010a"]


def byte_level(size, splitter, special=("<unk>", "<s>", "</s>")):
    """GPT-2's scheme; only the bytes of ASCII text are in the vocabulary."""
    tokenizer = Tokenizer(models.BPE())
    if splitter is None:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(splitter), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(TEXT, trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(special), initial_alphabet=ALPHABET, show_progress=False))
    return tokenizer


def byte_fallback(size, special, prepends):
    """Llama 2's and Gemma's scheme: SentencePiece merges written as BPE, with tokens for the bytes it lacks."""
    some_bytes = [f"<0x{b:02X}>" for b in range(256)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    replace = normalizers.Replace(" ", "\u2581")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), replace]) if prepends else replace
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()]
                                          + ([decoders.Strip(" ", 1, 0)] if prepends else []))
    tokenizer.train_from_iterator(TEXT, trainers.BpeTrainer(
        vocab_size=size, special_tokens=special + some_bytes, show_progress=False))
    return tokenizer


def wordpiece(size):
    # Built by hand: the trainer's order differs from run to run.
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [word for word in sorted(set(" ".join(TEXT).split())) if word.isalpha()]
    letters = sorted({letter for word in words for letter in word})
    pieces = special + letters + ["##" + letter for letter in letters] + [word for word in words if len(word) > 1]
    pieces += [mark for mark in "0123456789.,:;?'()<>[]{}=+"]
    tokenizer = Tokenizer(models.WordPiece(
        vocab={piece: i for i, piece in enumerate(pieces[:size])}, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", cls), ("[SEP]", sep)])
    return tokenizer


def enclosed(tokenizer):
    """RoBERTa's ends of a text."""
    ends = [("<s>", tokenizer.token_to_id("<s>")), ("</s>", tokenizer.token_to_id("</s>"))]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends)
    return tokenizer


def unigram(size):
    """XLM-R's scheme, with scores that fall with the order."""
    words = sorted({"\u2581" + word for word in " ".join(TEXT).split() if word.isalpha()})
    letters = sorted({letter for text in TEXT for letter in text if letter != " "})
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "\u2581"] + letters + words
    tokenizer = Tokenizer(models.Unigram(
        [(piece, 0.0 if i < 4 else -1.0 - 0.05 * i) for i, piece in enumerate(pieces[:size - 1] + ["<mask>"])], unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return enclosed(tokenizer)


def albert(size):
    """ALBERT's scheme: a text is taken apart and made small before the pieces are looked up."""
    words = sorted({"\u2581" + word for word in " ".join(TEXT).lower().split() if word.isalpha()})
    letters = sorted({letter for text in TEXT for letter in text.lower() if letter != " "})
    pieces = (["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]", "\u2581"] + letters + words)[:size]
    tokenizer = Tokenizer(models.Unigram([(piece, 0.0 if i < 5 else -1.0 - 0.05 * i) for i, piece in enumerate(pieces)], unk_id=1))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(),
        normalizers.Lowercase(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer


# style: (tokenizer of a size, its smallest size, class, special tokens by role)
ROLES = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>")
STYLES = {
    "gpt2": (lambda size: byte_level(size, None), 128, "GPT2Tokenizer", dict(bos_token="<s>", eos_token="</s>")),
    "llama3": (lambda size: byte_level(size, LLAMA3), 128, "PreTrainedTokenizerFast", dict(bos_token="<s>", eos_token="</s>")),
    "qwen2": (lambda size: byte_level(size, QWEN2), 128, "Qwen2Tokenizer", dict(eos_token="</s>")),
    "spm": (lambda size: byte_fallback(size, ["<unk>", "<s>", "</s>"], True), 304, "LlamaTokenizer", ROLES),
    "gemma": (lambda size: byte_fallback(size, ["<pad>", "<eos>", "<bos>", "<unk>"], False), 304, "GemmaTokenizer",
              dict(bos_token="<bos>", eos_token="<eos>", unk_token="<unk>", pad_token="<pad>")),
    "roberta": (lambda size: enclosed(byte_level(size, None, ("<s>", "<pad>", "</s>", "<unk>", "<mask>"))), 128,
                "RobertaTokenizer", dict(ROLES, pad_token="<pad>", mask_token="<mask>", cls_token="<s>", sep_token="</s>")),
    "albert": (albert, 128, "AlbertTokenizer", dict(
        bos_token="[CLS]", eos_token="[SEP]", unk_token="<unk>", cls_token="[CLS]", sep_token="[SEP]", pad_token="<pad>", mask_token="[MASK]")),
    "unigram": (unigram, 128, "XLMRobertaTokenizer",
                dict(ROLES, pad_token="<pad>", mask_token="<mask>", cls_token="<s>", sep_token="</s>")),
    "wordpiece": (wordpiece, 128, "BertTokenizer", dict(
        unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", mask_token="[MASK]")),
}
