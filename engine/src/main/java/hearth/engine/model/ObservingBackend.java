package hearth.engine.model;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.ForwardingBackend;
import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A backend that shows the inputs of the matrices loaded through it and leaves all computing to another. Closing it closes nothing:
 * it belongs to one model, the backend to an engine.
 */
public final class ObservingBackend extends ForwardingBackend {
    private final Backend backend;
    private final MatrixObserver observer;
    private final Map<Matrix, ObservedMatrix> places = new IdentityHashMap<>();
    private float[] row = {};

    public ObservingBackend(Backend backend, MatrixObserver observer) {
        super(backend);
        this.backend = backend;
        this.observer = observer;
    }

    @Override
    public Matrix load(MatrixSource source) {
        Matrix matrix = backend.load(source);
        ObservedMatrix.of(source).ifPresent(place -> places.put(matrix, place));
        return matrix;
    }

    private void show(Tensor in, int rows, Matrix... matrices) {
        for (int r = 0; r < rows; r++) {
            read(in, r);
            for (Matrix matrix : matrices) {
                show(matrix, 0);
            }
        }
    }

    private void read(Tensor in, int index) {
        if (row.length < in.columns()) {
            row = new float[in.columns()];
        }
        in.read(index, row, 0);
    }

    private void show(Matrix matrix, int offset) {
        ObservedMatrix place = places.get(matrix);
        if (place != null) {
            observer.observe(place, row, offset);
        }
    }

    @Override
    public void project(Tensor in, int rows, Matrix weight, Tensor out) {
        show(in, rows, weight);
        backend.project(in, rows, weight, out);
    }

    @Override
    public void projectAll(Tensor in, int rows, Matrix[] weights, Tensor[] outs) {
        show(in, rows, weights);
        backend.projectAll(in, rows, weights, outs);
    }

    @Override
    public void projectAdd(Tensor in, int rows, Matrix weight, Tensor target) {
        show(in, rows, weight);
        backend.projectAdd(in, rows, weight, target);
    }

    @Override
    public void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out) {
        show(in, rows, gate, up);
        backend.gatedProject(in, rows, gate, up, activation, out);
    }

    @Override
    public void projectHeads(Tensor in, int rows, Matrix[] weights, Tensor out) {
        for (int r = 0; r < rows; r++) {
            read(in, r);
            for (int h = 0; h < weights.length; h++) {
                show(weights[h], h * weights[h].columns());
            }
        }
        backend.projectHeads(in, rows, weights, out);
    }
}
