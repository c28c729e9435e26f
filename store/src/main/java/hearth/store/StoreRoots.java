package hearth.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Chooses the store's folder. */
public final class StoreRoots {
    private StoreRoots() {}

    /**
     * {@code HEARTH_MODELS}, else {@code OLLAMA_MODELS}, else a store of our own that is already there, else Ollama's, else
     * our own. So models pulled by Ollama are used as they are, and installing Ollama later hides nothing.
     */
    public static Path choose(Map<String, String> environment, Path home) {
        for (String variable : new String[] {"HEARTH_MODELS", "OLLAMA_MODELS"}) {
            String value = environment.getOrDefault(variable, "").strip().replaceAll("^[\"']|[\"']$", "");
            if (!value.isEmpty()) {
                return Path.of(value);
            }
        }
        Path own = home.resolve(".hearth").resolve("models");
        Path ollama = home.resolve(".ollama").resolve("models");
        return !Files.isDirectory(own.resolve("manifests")) && Files.isDirectory(ollama.resolve("manifests")) ? ollama : own;
    }
}
