package hearth.engine.model;

/** Sees what the matrices of a model are multiplied with, as calibration needs it. Called on the thread that drives the device. */
@FunctionalInterface
public interface MatrixObserver {
    /**
     * One row goes into a matrix.
     *
     * @param values holds the row's {@code matrix.columns()} values from {@code offset} on; to be read before this returns
     */
    void observe(ObservedMatrix matrix, float[] values, int offset);
}
