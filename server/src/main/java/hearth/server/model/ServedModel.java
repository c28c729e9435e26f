package hearth.server.model;

import hearth.store.LayerKind;
import hearth.store.ModelDetails;
import hearth.store.ModelStore;
import hearth.store.StoredModel;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that calls may name.
 *
 * @param weights its GGUF file
 * @param adapters LoRA files that it comes with
 * @param details template, system text, parameters, messages
 */
public record ServedModel(StoredModel stored, Path weights, List<Path> adapters, ModelDetails details) {
    public ServedModel {
        adapters = List.copyOf(adapters);
    }

    /** What is loaded for a model: those that differ in names and texts only share it. */
    public record Content(Path weights, List<Path> adapters) {}

    public Content content() {
        return new Content(weights, adapters);
    }

    /** As the store has it. */
    public static ServedModel of(ModelStore store, StoredModel stored) {
        List<Path> adapters = stored.manifest().layers(LayerKind.ADAPTER).stream()
                .map(layer -> store.blob(stored, layer))
                .toList();
        return new ServedModel(stored, store.weights(stored), adapters, store.details(stored));
    }

    /** The name as it is stored, with its tag. */
    public String name() {
        return stored.name().display();
    }
}
