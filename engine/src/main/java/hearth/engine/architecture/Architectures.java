package hearth.engine.architecture;

import hearth.engine.model.SequenceModel;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The architectures that Hearth runs, by the name model files use. */
public final class Architectures {
    private static final Map<String, ArchitectureLoader> BY_NAME = Map.ofEntries(
            Map.entry("albert", Albert::load),
            Map.entry("arcee", Arcee::load),
            Map.entry("bert", Bert::load),
            Map.entry("bloom", Bloom::load),
            Map.entry("chatglm", ChatGlm::load),
            Map.entry("cohere2", Cohere2::load),
            Map.entry("command-r", CommandR::load),
            Map.entry("deepseek2", DeepSeek2::load),
            Map.entry("ernie4_5", Llama::load),
            Map.entry("exaone", Qwen2::load),
            Map.entry("exaone4", Exaone4::load),
            Map.entry("falcon", Falcon::load),
            Map.entry("gemma", Gemma::load),
            Map.entry("gemma-embedding", GemmaEmbedding::load),
            Map.entry("gemma2", Gemma2::load),
            Map.entry("gemma3", Gemma3::load),
            Map.entry("glm4", Glm4::load),
            Map.entry("gpt-oss", GptOss::load),
            Map.entry("gpt2", Gpt2::load),
            Map.entry("gptneox", GptNeoX::load),
            Map.entry("granite", Granite::load),
            Map.entry("granitemoe", GraniteMoe::load),
            Map.entry("internlm2", Llama::load),
            Map.entry("jina-bert-v2", JinaBert2::load),
            Map.entry("llama", Llama::load),
            Map.entry("minicpm", MiniCpm::load),
            Map.entry("mistral3", Ministral3::load),
            Map.entry("modern-bert", ModernBert::load),
            Map.entry("mpnet", MpNet::load),
            Map.entry("mpt", Mpt::load),
            Map.entry("nemotron", Nemotron::load),
            Map.entry("nomic-bert", NomicBert::load),
            Map.entry("olmo", Olmo::load),
            Map.entry("olmo2", Olmo2::load),
            Map.entry("olmoe", OlmoE::load),
            Map.entry("phi2", Phi2::load),
            Map.entry("phi3", Phi3::load),
            Map.entry("qwen", Qwen::load),
            Map.entry("qwen2", Qwen2::load),
            Map.entry("qwen2moe", Qwen2Moe::load),
            Map.entry("qwen3", Qwen3::load),
            Map.entry("qwen3moe", Qwen3Moe::load),
            Map.entry("seed_oss", SeedOss::load),
            Map.entry("smollm3", SmolLm3::load),
            Map.entry("stablelm", StableLm::load),
            Map.entry("starcoder", Gpt2::load),
            Map.entry("starcoder2", StarCoder2::load));

    /** Those in which tokens see later ones too. */
    private static final Set<String> ENCODERS = Set.of(
            "albert", "bert", "gemma-embedding", "jina-bert-v2", "modern-bert", "mpnet", "nomic-bert");

    private Architectures() {}

    /** Whether tokens of this architecture see later ones too, so that a sequence must be run whole. */
    public static boolean seesWholeSequences(String name) {
        return ENCODERS.contains(name);
    }

    /**
     * The loader of this architecture.
     *
     * @param fileName of the model, for the message
     * @throws InvalidModelException if it is not known; the message lists the known ones
     */
    public static ArchitectureLoader loader(String name, String fileName) {
        ArchitectureLoader loader = Optional.ofNullable(BY_NAME.get(name))
                .orElseThrow(() -> InvalidModelException.inFile(
                        Kind.UNSUPPORTED,
                        fileName,
                        "architecture '" + name + "' is not known; known are " + new TreeMap<>(BY_NAME).keySet()));
        return (config, weights, sizes) -> ranking(loader.load(config, weights, sizes));
    }

    private static SequenceModel ranking(SequenceModel model) {
        return model instanceof Decoder decoder
                ? decoder.rankHead().<SequenceModel>map(head -> new Ranker(decoder, head)).orElse(decoder)
                : model;
    }
}
