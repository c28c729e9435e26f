package hearth.server.model;

import hearth.store.ModelDetails;
import hearth.store.StoredModel;
import java.nio.file.Path;

/**
 * A model that calls may name.
 *
 * @param weights its GGUF file
 * @param details template, system text, parameters, messages
 */
public record ServedModel(StoredModel stored, Path weights, ModelDetails details) {
    /** The name as it is stored, with its tag. */
    public String name() {
        return stored.name().display();
    }
}
