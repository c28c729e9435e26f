package hearth.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /** Blobs that the readable models name. */
    Set<Digest> usedBlobs() {
        Set<Digest> used = new HashSet<>();
        models.forEach(model -> model.manifest().blobs().forEach(layer -> used.add(layer.digest())));
        return used;
    }
}
