package hearth.store;

import java.util.List;

/**
 * All models of a store.
 *
 * @param models the readable ones, newest first
 * @param damaged one line for each manifest that cannot be read
 */
public record StoreListing(List<StoredModel> models, List<String> damaged) {
    public StoreListing {
        models = List.copyOf(models);
        damaged = List.copyOf(damaged);
    }
}
