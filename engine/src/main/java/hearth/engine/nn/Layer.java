package hearth.engine.nn;

import hearth.compute.Backend;

/**
 * One layer of a decoder, in two parts: attention, which needs all rows, and the rest, which the last layer does only for the rows
 * whose logits are wanted.
 */
public interface Layer {
    /** Columns of what {@link #attend} leaves in {@link LayerRows#heads}. */
    int headsSize();

    /** Reads {@code rows.x()}, leaves {@code rows.heads(headsSize())} and, for {@link #finish}, {@code rows.normed()}. */
    void attend(Step step, LayerRows rows);

    /** Adds to {@code rows.x()} what the attention of these rows and the feed-forward network give. */
    void finish(Backend backend, LayerRows rows, int count);
}
