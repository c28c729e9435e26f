package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/**
 * Layer norm (Ba et al. 2016).
 *
 * @param weight (1, columns)
 * @param bias (1, columns); zeros where a model has none
 * @param groupSize columns that are normed together: all, or those of a head
 */
public record LayerNorm(Tensor weight, Tensor bias, int groupSize, float epsilon) implements Norm {
    @Override
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        backend.layerNorm(in, rows, groupSize, weight, bias, epsilon, out);
    }
}
