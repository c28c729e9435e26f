package hearth.documents;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Models that make vectors. Thread-safe. */
public interface Embedders {
    /**
     * What tells this model's vectors from those of others: letters and digits, the same for the same weights. Empty if there is no such
     * model here. Loads nothing.
     */
    Optional<String> fingerprint(String model);

    /**
     * The model, ready to be used.
     *
     * @param cancelled ends the wait for it
     * @throws DocumentsException if it can't be loaded, makes no vectors, or the wait was ended
     */
    Embedder open(String model, BooleanSupplier cancelled);

    /** No model at all: everything is searched by words. */
    static Embedders none() {
        return new Embedders() {
            @Override
            public Optional<String> fingerprint(String model) {
                return Optional.empty();
            }

            @Override
            public Embedder open(String model, BooleanSupplier cancelled) {
                throw new DocumentsException(DocumentsException.Kind.NOT_FOUND, "there is no model " + model);
            }
        };
    }
}
