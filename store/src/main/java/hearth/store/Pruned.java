package hearth.store;

import java.util.Optional;

/**
 * What pruning a store did.
 *
 * @param fileCount files that were removed
 * @param byteCount bytes they had
 * @param obstacle why nothing was removed though there was something; empty when all is well
 */
public record Pruned(int fileCount, long byteCount, Optional<String> obstacle) {
    /** Both together; the obstacle is this one's. */
    Pruned with(Pruned other) {
        return new Pruned(fileCount + other.fileCount, byteCount + other.byteCount, obstacle);
    }

    static Pruned kept(String why) {
        return new Pruned(0, 0, Optional.of(why));
    }
}
