/** Everything that makes or judges a model: conversion to GGUF, quantization, work on GGUF files, measures of quality. It never prints. */
module hearth.workshop {
    requires transitive hearth.format;
    requires transitive hearth.engine;
    requires hearth.tokenizer;
    requires hearth.json;

    exports hearth.workshop.adapter;
    exports hearth.workshop.awq;
    exports hearth.workshop.calibrate;
    exports hearth.workshop.convert;
    exports hearth.workshop.edit;
    exports hearth.workshop.evaluate;
    exports hearth.workshop.export;
    exports hearth.workshop.gptq;
    exports hearth.workshop.huggingface;
    exports hearth.workshop.quantize;
    exports hearth.workshop.synthetic;
}
