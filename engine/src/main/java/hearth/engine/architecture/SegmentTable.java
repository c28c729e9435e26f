package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import hearth.engine.model.Batch;

/**
 * What is added to each embedding for the text of a pair that its token is in.
 *
 * @param table (texts, hiddenSize)
 * @param found (rows, hiddenSize)
 * @param first one 0 for each row: all of the first text
 */
record SegmentTable(Tensor table, Tensor found, int[] first) {
    /** A model with a single row takes every token to be of the first text. */
    void addTo(Backend backend, Batch batch, Tensor x) {
        boolean pairs = batch.segments().length > 0 && table.rows() > 1;
        backend.gather(table, pairs ? batch.segments() : first, batch.rowCount(), found);
        backend.addScaled(found, batch.rowCount(), 1, x);
    }
}
