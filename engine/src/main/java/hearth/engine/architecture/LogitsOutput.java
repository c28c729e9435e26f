package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Optional;

/**
 * From the last hidden states to logits: softcap(scale · (matrix · x + bias)).
 *
 * @param matrix (vocabularySize, hiddenSize)
 * @param softcap 0 = none
 */
record LogitsOutput(Matrix matrix, Optional<Tensor> bias, float scale, float softcap) {
    LogitsOutput withScale(float factor) {
        return new LogitsOutput(matrix, bias, factor, softcap);
    }

    LogitsOutput withSoftcap(float cap) {
        return new LogitsOutput(matrix, bias, scale, cap);
    }

    void forward(Backend backend, Tensor in, int rows, Tensor logits) {
        backend.project(in, rows, matrix, logits);
        if (bias.isPresent()) {
            backend.addBias(logits, rows, bias.get());
        }
        if (scale != 1) {
            backend.scale(logits, rows, scale);
        }
        if (softcap != 0) {
            backend.softcap(logits, rows, softcap);
        }
    }
}
