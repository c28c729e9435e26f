package hearth.store;

import java.util.List;

/**
 * Result of reading all blobs of a model again.
 *
 * @param bytesRead bytes hashed
 * @param problems one line for each blob that is missing, has a wrong size or a wrong content; empty when all is well
 */
public record Verification(long bytesRead, List<String> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    public boolean isSound() {
        return problems.isEmpty();
    }
}
