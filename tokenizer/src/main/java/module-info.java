/**
 * Text to token ids and back, from a plain {@link hearth.tokenizer.Vocabulary}; start at {@link hearth.tokenizer.Tokenizer}.
 * It knows no tensors or models.
 */
module hearth.tokenizer {
    requires hearth.json;

    exports hearth.tokenizer;
    exports hearth.tokenizer.huggingface;
}
