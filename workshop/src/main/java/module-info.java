/** Everything that makes a model: conversion of other formats to GGUF. It knows no terminal and never prints. */
module hearth.workshop {
    requires transitive hearth.format;
    requires transitive hearth.engine;
    requires hearth.tokenizer;
    requires hearth.json;

    exports hearth.workshop.adapter;
    exports hearth.workshop.convert;
    exports hearth.workshop.huggingface;
    exports hearth.workshop.synthetic;
}
