package hearth.store;

import hearth.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A new model in the making: the blobs of another one, some of them exchanged. Weights are shared, not copied. Nothing is visible
 * before {@link #publish}.
 */
public final class ModelDraft {
    private final ModelStore store;
    private final Layer config;
    private final List<Layer> layers;

    /** Begins with everything {@code base} has; its blobs must be in {@code store}. */
    public ModelDraft(ModelStore store, Manifest base) {
        this.store = store;
        this.config = base.config();
        this.layers = new ArrayList<>(base.layers());
    }

    /** The system text instead of the one so far; empty text means none. */
    public ModelDraft system(String text) {
        return exchange(LayerKind.SYSTEM, text);
    }

    /** All parameters, by option name, instead of those so far. */
    public ModelDraft parameters(Map<String, Object> parameters) {
        return exchange(LayerKind.PARAMS, parameters.isEmpty() ? "" : Json.write(parameters));
    }

    /** The turns put before each chat, each with {@code role} and {@code content}, instead of those so far. */
    public ModelDraft messages(List<?> messages) {
        return exchange(LayerKind.MESSAGES, messages.isEmpty() ? "" : Json.write(messages));
    }

    private ModelDraft exchange(LayerKind kind, String text) {
        layers.removeIf(layer -> layer.mediaType().equals(kind.mediaType()));
        if (!text.isEmpty()) {
            layers.add(store.addBlob(kind.mediaType(), text.getBytes(StandardCharsets.UTF_8)));
        }
        return this;
    }

    /**
     * Makes the model visible; one of this name is replaced.
     *
     * @throws DamagedStoreException when a blob of the base is not there any more
     */
    public StoredModel publish(ModelName name) {
        return store.publish(name, new Manifest(config, layers).toBytes());
    }
}
