package hearth.engine.packed;

import java.nio.file.Path;
import java.util.Optional;

/** Knows where packed copies of models may lie. */
public interface PackedCopies {
    /** The place of the copies of the model in this file; empty if it has none. */
    Optional<PackedPlace> place(Path weights);

    /** Hears that a copy was there but is not used, and why; the model is packed anew, in memory only. */
    void ignored(Path copy, String reason);

    /** No copies of any model. */
    static PackedCopies none() {
        return new PackedCopies() {
            @Override
            public Optional<PackedPlace> place(Path weights) {
                return Optional.empty();
            }

            @Override
            public void ignored(Path copy, String reason) {}
        };
    }
}
