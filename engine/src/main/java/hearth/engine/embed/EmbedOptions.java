package hearth.engine.embed;

import java.util.Objects;
import java.util.Optional;

/**
 * What embeddings are wanted.
 *
 * @param normalize whether each vector is brought to length 1; a vector of zeros stays
 * @param truncate whether a text that is longer than the context loses its end; otherwise it is an error
 * @param dimensions leading numbers of each vector that are kept, before normalizing (Matryoshka, Kusupati et al. 2022); 0 = all
 * @param pooling another one than the model's own
 */
public record EmbedOptions(boolean normalize, boolean truncate, int dimensions, Optional<Pooling> pooling) {
    public EmbedOptions {
        Objects.requireNonNull(pooling, "pooling");
        if (dimensions < 0) {
            throw new IllegalArgumentException("dimensions is " + dimensions + " but must be 0 (all) or more");
        }
    }

    /** Whole vectors of length 1, long texts cut, pooled as the model says. */
    public static EmbedOptions defaults() {
        return new EmbedOptions(true, true, 0, Optional.empty());
    }

    public EmbedOptions withNormalize(boolean value) {
        return new EmbedOptions(value, truncate, dimensions, pooling);
    }

    public EmbedOptions withTruncate(boolean value) {
        return new EmbedOptions(normalize, value, dimensions, pooling);
    }

    public EmbedOptions withDimensions(int value) {
        return new EmbedOptions(normalize, truncate, value, pooling);
    }

    public EmbedOptions withPooling(Pooling value) {
        return new EmbedOptions(normalize, truncate, dimensions, Optional.of(value));
    }
}
