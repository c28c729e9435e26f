/** Architectures, sampling, generation: the public face of Hearth. It knows no HTTP, terminal or named backend. */
module hearth.engine {
    requires transitive hearth.compute;
    requires transitive hearth.format;
    requires transitive hearth.tokenizer;
    requires transitive hearth.chat;
    requires transitive hearth.grammar;
    requires jdk.jfr;
    requires jdk.management;

    exports hearth.engine;
    exports hearth.engine.adapter;
    exports hearth.engine.embed;
    exports hearth.engine.generate;
    exports hearth.engine.model;
    exports hearth.engine.packed;
    exports hearth.engine.sampling;
    exports hearth.engine.score;
}
