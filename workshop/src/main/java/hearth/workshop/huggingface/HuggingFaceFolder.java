package hearth.workshop.huggingface;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.SafetensorsFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An open folder of {@code config.json}, safetensors weights and tokenizer files. Nothing in it is trusted, and no code of it
 * ever runs.
 */
public final class HuggingFaceFolder implements AutoCloseable {
    private static final String CONFIG = "config.json";

    private final Path path;
    private final JsonFile config;
    private final SafetensorsFolder weights;
    private final Map<String, SafetensorsFolder> modules = new HashMap<>();

    private HuggingFaceFolder(Path path, JsonFile config, SafetensorsFolder weights) {
        this.path = path;
        this.config = config;
        this.weights = weights;
    }

    /** Whether this looks like such a folder: it has a {@code config.json} and safetensors weights. */
    public static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG))
                && (Files.isRegularFile(folder.resolve("model.safetensors"))
                        || Files.isRegularFile(folder.resolve("model.safetensors.index.json")));
    }

    /**
     * Opens a folder.
     *
     * @throws InvalidModelException if {@code config.json} or the weights are missing, unreadable or damaged
     */
    public static HuggingFaceFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw InvalidModelException.inFile(Kind.MISSING, folder.toString(), "is no folder");
        }
        JsonFile config = JsonFile.read(folder.resolve(CONFIG));
        return new HuggingFaceFolder(folder, config, SafetensorsFolder.open(folder));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The folder's own name. */
    public String name() {
        return weights.name();
    }

    /** {@code config.json} as it is. */
    public JsonFile config() {
        return config;
    }

    public SafetensorsFolder weights() {
        return weights;
    }

    /** Another JSON object of the folder, if it is there. */
    public Optional<JsonFile> json(String file) {
        return JsonFile.find(path.resolve(file));
    }

    /** Another text file of the folder, if it is there. */
    public Optional<String> text(String file) {
        return JsonFile.text(path.resolve(file));
    }

    /** Another weights file of the folder, if it is there; it is closed with the folder. */
    public synchronized Optional<SafetensorsFolder> moduleWeights(String file) {
        if (!Files.isRegularFile(path.resolve(file))) {
            return Optional.empty();
        }
        return Optional.of(modules.computeIfAbsent(file, _ -> SafetensorsFolder.of(name(), path.resolve(file))));
    }

    @Override
    public synchronized void close() {
        weights.close();
        modules.values().forEach(SafetensorsFolder::close);
    }
}
