package hearth.store.pull;

import hearth.store.Digest;
import hearth.store.ModelReference;
import java.util.Optional;

/**
 * One place a model can come from.
 *
 * @param reference where
 * @param digest the weights' digest when it is known beforehand; anything else is refused then
 */
public record PullSource(ModelReference reference, Optional<Digest> digest) {
    public static PullSource of(ModelReference reference) {
        return new PullSource(reference, Optional.empty());
    }
}
