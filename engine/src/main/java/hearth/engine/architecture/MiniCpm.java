package hearth.engine.architecture;

import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.format.gguf.MetadataKeys.Model;
import java.util.List;

/** MiniCPM 1 and 4 (Hu et al. 2024). The graph of {@link Granite}; files from before the factors were stored are refused. */
final class MiniCpm {
    private static final List<String> FACTORS = List.of(Model.EMBEDDING_SCALE, Model.RESIDUAL_SCALE, Model.LOGIT_SCALE);

    private MiniCpm() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        FACTORS.forEach(weights.settings()::requiredFloat);
        return Granite.load(config, weights, sizes);
    }
}
