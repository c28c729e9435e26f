package hearth.engine.nn;

import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The weights of all experts of a layer, by their number.
 *
 * @param gates (expertSize, hiddenSize) each
 * @param ups (expertSize, hiddenSize) each
 * @param downs (hiddenSize, expertSize) each
 */
public record Experts(List<Matrix> gates, List<Matrix> ups, List<Matrix> downs, Optional<Biases> biases) {
    /** Rows that are added to each product, (1, columns) each. */
    public record Biases(List<Tensor> gates, List<Tensor> ups, List<Tensor> downs) {}

    public Experts {
        gates = List.copyOf(gates);
        ups = List.copyOf(ups);
        downs = List.copyOf(downs);
    }

    public int expertSize() {
        return gates.getFirst().rows();
    }
}
