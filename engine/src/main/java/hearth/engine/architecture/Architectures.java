package hearth.engine.architecture;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The architectures that Hearth runs, by the name model files use. */
public final class Architectures {
    private static final Map<String, ArchitectureLoader> BY_NAME = Map.ofEntries(
            Map.entry("llama", Llama::load),
            Map.entry("qwen2moe", Qwen2Moe::load),
            Map.entry("qwen3moe", Qwen3Moe::load),
            Map.entry("granitemoe", GraniteMoe::load),
            Map.entry("gpt-oss", GptOss::load),
            Map.entry("deepseek2", DeepSeek2::load));

    private Architectures() {}

    /**
     * The loader of this architecture.
     *
     * @param fileName of the model, for the message
     * @throws InvalidModelException if it is not known; the message lists the known ones
     */
    public static ArchitectureLoader loader(String name, String fileName) {
        return Optional.ofNullable(BY_NAME.get(name))
                .orElseThrow(() -> InvalidModelException.inFile(
                        Kind.UNSUPPORTED,
                        fileName,
                        "architecture '" + name + "' is not known; known are " + new TreeMap<>(BY_NAME).keySet()));
    }
}
