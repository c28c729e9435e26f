/** Everything that makes or judges a model: conversion of other formats to GGUF, measures of quality. It knows no terminal and never prints. */
module hearth.workshop {
    requires transitive hearth.format;
    requires transitive hearth.engine;
    requires hearth.tokenizer;
    requires hearth.json;

    exports hearth.workshop.adapter;
    exports hearth.workshop.convert;
    exports hearth.workshop.evaluate;
    exports hearth.workshop.huggingface;
    exports hearth.workshop.synthetic;
}
