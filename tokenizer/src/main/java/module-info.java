/** Text to token ids and back. It knows no tensors, models or files. */
module hearth.tokenizer {}
