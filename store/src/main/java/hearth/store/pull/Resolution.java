package hearth.store.pull;

import hearth.store.StoredModel;
import java.nio.file.Path;

/** What a MODEL argument turned out to be. */
public sealed interface Resolution {
    /** A GGUF file or a model folder, used where it lies. */
    record Local(Path path) implements Resolution {}

    /** A model of the store; {@code weights} is its GGUF file. */
    record Stored(StoredModel model, Path weights) implements Resolution {}

    /** Not on this machine; {@code plan} says how to pull it. */
    record Missing(PullPlan plan) implements Resolution {}
}
