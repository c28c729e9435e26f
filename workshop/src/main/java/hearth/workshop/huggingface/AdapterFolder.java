package hearth.workshop.huggingface;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.SafetensorsFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An open folder of PEFT: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class AdapterFolder implements AutoCloseable {
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";

    private final String name;
    private final JsonFile config;
    private final SafetensorsFolder weights;

    private AdapterFolder(String name, JsonFile config, SafetensorsFolder weights) {
        this.name = name;
        this.config = config;
        this.weights = weights;
    }

    /** Whether this looks like such a folder. */
    public static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG));
    }

    /** @throws InvalidModelException if a file is missing, unreadable or damaged, or the weights are a pickle */
    public static AdapterFolder open(Path folder) {
        JsonFile config = JsonFile.read(folder.resolve(CONFIG));
        Path weights = folder.resolve(WEIGHTS);
        if (!Files.isRegularFile(weights)) {
            boolean pickle = Files.exists(folder.resolve("adapter_model.bin"));
            throw InvalidModelException.inFile(Kind.MISSING, WEIGHTS, "does not exist in this folder" + (pickle
                    ? "; adapter_model.bin is a pickle, which runs code when it is read and is not supported" : ""));
        }
        String name = folder.toAbsolutePath().normalize().getFileName() + "";
        return new AdapterFolder(name, config, SafetensorsFolder.of(name, weights));
    }

    /** The folder's own name. */
    public String name() {
        return name;
    }

    /** {@code adapter_config.json}. */
    public JsonFile config() {
        return config;
    }

    public SafetensorsFolder weights() {
        return weights;
    }

    /** What the adapter says it was made for: a name on a hub, or a path. */
    public Optional<String> baseModel() {
        return config.text("base_model_name_or_path");
    }

    @Override
    public void close() {
        weights.close();
    }
}
