package hearth.server.library;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model is, read from the header of its file and its config.
 *
 * @param family architecture
 * @param parameterSize for people: {@code 134.52M}
 * @param quantization usual name of the file's type
 * @param capabilities by Ollama's names: {@code completion}, {@code tools}, {@code thinking}, {@code embedding} ...
 * @param chatTemplate the one inside the weights
 */
public record ModelCard(
        String family,
        long parameterCount,
        String parameterSize,
        String quantization,
        OptionalInt trainedContextLength,
        OptionalInt embeddingLength,
        List<String> capabilities,
        Optional<String> chatTemplate) {
    public ModelCard {
        capabilities = List.copyOf(capabilities);
    }

    public boolean can(String capability) {
        return capabilities.contains(capability);
    }
}
