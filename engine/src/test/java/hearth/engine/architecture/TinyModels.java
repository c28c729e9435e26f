package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.format.gguf.GgufFile;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Loads the architecture of a small file directly, without tokenizer or session. */
final class TinyModels {
    private TinyModels() {}

    static LanguageModel load(Path path, Backend backend, int batchSize) {
        try (GgufFile file = GgufFile.open(path)) {
            ModelConfig config = ModelConfigReader.read(file.metadata());
            Weights weights = new Weights(file, backend, new ReentrantLock(), fraction -> {});
            return (LanguageModel) Architectures.loader(config.architecture(), file.name()).load(config, weights, new RunSizes(batchSize, config.trainedContextLength()));
        }
    }
}
