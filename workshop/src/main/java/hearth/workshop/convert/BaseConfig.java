package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.huggingface.JsonFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the conversion of an adapter must know of its model, told from a GGUF file of the model instead of its {@code config.json}: which
 * family, and how many heads, layers and experts.
 */
final class BaseConfig {
    /** Families whose tensors are laid out by these numbers alone, by their name in GGUF. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("llama", "LlamaForCausalLM"),
            Map.entry("qwen2", "Qwen2ForCausalLM"),
            Map.entry("qwen2moe", "Qwen2MoeForCausalLM"),
            Map.entry("qwen3", "Qwen3ForCausalLM"),
            Map.entry("qwen3moe", "Qwen3MoeForCausalLM"),
            Map.entry("gemma", "GemmaForCausalLM"),
            Map.entry("gemma2", "Gemma2ForCausalLM"),
            Map.entry("gemma3", "Gemma3ForCausalLM"),
            Map.entry("phi2", "PhiForCausalLM"),
            Map.entry("phi3", "Phi3ForCausalLM"),
            Map.entry("olmo2", "Olmo2ForCausalLM"),
            Map.entry("smollm3", "SmolLM3ForCausalLM"),
            Map.entry("granite", "GraniteForCausalLM"),
            Map.entry("command-r", "CohereForCausalLM"),
            Map.entry("cohere2", "Cohere2ForCausalLM"),
            Map.entry("stablelm", "StableLmForCausalLM"),
            Map.entry("gpt2", "GPT2LMHeadModel"),
            Map.entry("starcoder2", "Starcoder2ForCausalLM"));

    private BaseConfig() {}

    /** @throws InvalidModelException if the architecture's layout can't be told from a GGUF file */
    static JsonFile of(GgufFile model) {
        GgufMetadata metadata = model.metadata();
        String architecture = metadata.architecture();
        String name = NAMES.get(architecture);
        if (name == null) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, model.name(), "how PEFT's adapters of architecture '" + architecture
                    + "' are laid out can't be told from a GGUF file; convert the adapter with 'hearth convert ADAPTER --base MODEL_FOLDER'");
        }
        GgufMetadata sizes = metadata.ofArchitecture();
        long heads = sizes.requiredInt(Attention.HEAD_COUNT);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("architectures", List.of(name));
        values.put("hidden_size", (long) sizes.requiredInt(Model.HIDDEN_SIZE));
        values.put("num_hidden_layers", (long) sizes.requiredInt(Model.LAYER_COUNT));
        values.put("num_attention_heads", heads);
        values.put("num_key_value_heads", sizes.optionalLong(Attention.KV_HEAD_COUNT, heads));
        values.put("num_local_experts", sizes.optionalLong(Experts.COUNT, 0));
        values.put("tie_word_embeddings", model.findTensor(TensorNames.OUTPUT).isEmpty());
        return JsonFile.of(model.name(), values);
    }
}
