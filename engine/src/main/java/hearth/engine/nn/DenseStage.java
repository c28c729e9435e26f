package hearth.engine.nn;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * One linear layer behind a whole sequence: norm(function(weight · x + bias)).
 *
 * @param weight (outputs, inputs)
 * @param bias (1, outputs)
 */
public record DenseStage(Matrix weight, Optional<Tensor> bias, Function function, Optional<Norm> norm) {
    /** What follows the product, value by value; each with the name that model files have for it. */
    public enum Function {
        NONE("none", Optional.empty()),
        TANH("tanh", Optional.empty()),
        RELU("relu", Optional.of(Activation.RELU)),
        GELU("gelu", Optional.of(Activation.GELU)),
        SILU("silu", Optional.of(Activation.SILU));

        private final String text;
        private final Optional<Activation> activation;

        Function(String text, Optional<Activation> activation) {
            this.text = text;
            this.activation = activation;
        }

        /** The function of this name in a model file. */
        public static Optional<Function> named(String text) {
            return Arrays.stream(values()).filter(function -> function.text.equals(text)).findFirst();
        }
    }

    /** Without a norm. */
    public DenseStage(Matrix weight, Optional<Tensor> bias, Function function) {
        this(weight, bias, function, Optional.empty());
    }

    /** The result for one row. */
    public float[] apply(Backend backend, float[] row) {
        Tensor in = backend.tensor(1, weight.columns());
        Tensor out = backend.tensor(1, weight.rows());
        in.write(0, row, 0);
        backend.project(in, 1, weight, out);
        if (bias.isPresent()) {
            backend.addBias(out, 1, bias.get());
        }
        function.activation.ifPresent(activation -> backend.activate(out, 1, activation));
        if (norm.isPresent()) {
            norm.get().forward(backend, out, 1, out);
        }
        float[] result = new float[weight.rows()];
        out.read(0, result, 0);
        if (function == Function.TANH) {
            for (int i = 0; i < result.length; i++) {
                result[i] = (float) Math.tanh(result[i]);
            }
        }
        return result;
    }
}
