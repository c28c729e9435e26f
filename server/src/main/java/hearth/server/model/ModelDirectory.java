package hearth.server.model;

import java.util.Optional;

/** Finds models by name. */
public interface ModelDirectory {
    /**
     * The model of this name, letter case aside. Never opens a path a client gave.
     *
     * @throws hearth.server.call.ApiException if the text is no name, or the model is damaged
     */
    Optional<ServedModel> find(String name);
}
