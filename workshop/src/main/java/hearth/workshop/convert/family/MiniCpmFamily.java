package hearth.workshop.convert.family;

import hearth.format.gguf.MetadataKeys.Model;
import hearth.workshop.huggingface.JsonFile;
import java.util.Set;

/** MiniCPM 1 and 4: Llama with factors on embeddings, on what each part adds, and on the last hidden state. */
final class MiniCpmFamily extends LlamaFamily {
    @Override
    public Set<String> names() {
        return Set.of("MiniCPMForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "minicpm";
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        super.describe(config, sizes);
        sizes.put(Model.EMBEDDING_SCALE, config.requiredNumber("scale_emb"));
        sizes.put(Model.RESIDUAL_SCALE, config.requiredNumber("scale_depth") / Math.sqrt(layerCount(config)));
        sizes.put(Model.LOGIT_SCALE, config.requiredNumber(CommonSizes.HIDDEN) / config.requiredNumber("dim_model_base"));
    }
}
