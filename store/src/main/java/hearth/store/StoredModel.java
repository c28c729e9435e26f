package hearth.store;

import java.time.Instant;

/**
 * One model of the store.
 *
 * @param name its name as stored
 * @param manifest its blobs
 * @param id digest of the manifest's bytes
 * @param modified when the manifest was written
 */
public record StoredModel(ModelName name, Manifest manifest, Digest id, Instant modified) {
    /** Sum of its blobs, each once. */
    public long sizeBytes() {
        return manifest.sizeBytes();
    }
}
