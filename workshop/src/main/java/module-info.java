/** Everything that makes a model: conversion of other formats to GGUF, quantization, work on GGUF files. It knows no terminal and never prints. */
module hearth.workshop {
    requires transitive hearth.format;
    requires hearth.tokenizer;
    requires hearth.json;

    exports hearth.workshop.convert;
    exports hearth.workshop.edit;
    exports hearth.workshop.huggingface;
    exports hearth.workshop.quantize;
}
