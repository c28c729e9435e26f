package hearth.workshop.budget;

import hearth.format.TensorType;

/**
 * How a tensor can be stored.
 *
 * @param weighted whether rounding heeds the importance of columns; for a few types plain rounding loses less
 */
record Encoding(TensorType type, boolean weighted) {
    @Override
    public String toString() {
        return weighted ? type + "+importance" : type.name();
    }
}
