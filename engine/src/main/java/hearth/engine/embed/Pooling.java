package hearth.engine.embed;

import java.util.Optional;

/** How the vectors of a sequence's tokens become what is wanted of it. */
public enum Pooling {
    /** A vector for every token. */
    NONE(0),
    /** The average of all. */
    MEAN(1),
    /** That of the first token: the one that classifies. */
    FIRST(2),
    /** That of the last token. */
    LAST(3),
    /** Scores of a classification, not normalized: of the first token, of the last where tokens see only earlier ones, or of the mean. */
    RANK(4);

    private final int id;

    Pooling(int id) {
        this.id = id;
    }

    /** The pooling with this number in a model file; empty for numbers without a meaning. */
    public static Optional<Pooling> ofId(int id) {
        for (Pooling pooling : values()) {
            if (pooling.id == id) {
                return Optional.of(pooling);
            }
        }
        return Optional.empty();
    }
}
