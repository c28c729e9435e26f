/**
 * Text to token ids and back, from a plain {@link hearth.tokenizer.Vocabulary}; start at {@link hearth.tokenizer.Tokenizer}.
 * It knows no tensors, models or files.
 */
module hearth.tokenizer {
    exports hearth.tokenizer;
}
