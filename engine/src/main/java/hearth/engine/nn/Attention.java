package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/** Self-attention of one layer. */
public interface Attention {
    /** Columns of what the heads give. */
    int headsSize();

    /** heads[r] = what the heads of row r saw; keys and values of the rows are stored in the spans' caches. */
    void attend(Step step, Tensor in, Tensor heads);

    /** out[r] = output projection of heads[r]. */
    void output(Backend backend, Tensor heads, int rows, Tensor out);

    /** target[r] += output projection of heads[r]. */
    void addOutput(Backend backend, Tensor heads, int rows, Tensor target);
}
