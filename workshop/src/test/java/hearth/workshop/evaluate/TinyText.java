package hearth.workshop.evaluate;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;

/** What the tests measure with: tiny models on the scalar backend, and a text. */
final class TinyText {
    /** About 270 tokens of a tiny vocabulary. */
    static final String TEXT = "the hen sat on the then an inner tin is to the other in a thin tone ".repeat(6);

    private TinyText() {}

    static Engine engine() {
        return Engine.open(EngineOptions.defaults().withThreads(1).withBackend("scalar"));
    }

    static Model load(Engine engine, TinyLlama tiny, Path file) {
        return load(engine, tiny, file, LoadOptions.defaults());
    }

    static Model load(Engine engine, TinyLlama tiny, Path file, LoadOptions options) {
        return engine.load(tiny.write(file), options);
    }
}
