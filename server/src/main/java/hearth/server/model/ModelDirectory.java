package hearth.server.model;

import hearth.server.call.ApiException;
import java.util.Optional;

/** Finds models by name. */
public interface ModelDirectory {
    /**
     * The model of this name, letter case aside. Never opens a path a client gave.
     *
     * @throws ApiException if the text is no name, or the model is damaged
     */
    Optional<ServedModel> find(String name);

    /** As {@link #find}, but a missing model is an {@link ApiException} of kind NOT_FOUND, in words that clients look for. */
    default ServedModel require(String name) {
        return find(name).orElseThrow(() -> new ApiException(ApiException.Kind.NOT_FOUND, "model '" + name + "' not found"));
    }
}
