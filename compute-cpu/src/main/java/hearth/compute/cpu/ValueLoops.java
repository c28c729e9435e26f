package hearth.compute.cpu;

import hearth.compute.Activation;

/** Operations on values that know nothing of each other: one thread for few values, all for many. */
final class ValueLoops {
    /** Values of a chunk: enough to be worth a thread. */
    private static final int CHUNK = 8 << 10;

    private final WorkerPool pool;
    private final int serialValues;
    // Operands of the loop that runs.
    private float[] first;
    private float[] second;
    private float[] out;
    private Activation activation;
    private float factor;
    private float slope;

    private final WorkerPool.RangeTask activateTask =
            (from, to, worker) -> ActivationKernels.activate(activation, out, from, to - from);
    private final WorkerPool.RangeTask gateTask =
            (from, to, worker) -> ActivationKernels.gate(activation, first, from, second, from, out, from, to - from);
    private final WorkerPool.RangeTask clampedGateTask =
            (from, to, worker) -> ActivationKernels.clampedGate(first, second, out, from, to - from, factor, slope);
    private final WorkerPool.RangeTask scaleTask =
            (from, to, worker) -> ElementwiseKernels.scale(out, from, to - from, factor);
    private final WorkerPool.RangeTask addScaledTask =
            (from, to, worker) -> ElementwiseKernels.addScaled(first, from, to - from, factor, out, from);
    private final WorkerPool.RangeTask softcapTask =
            (from, to, worker) -> ActivationKernels.softcap(out, from, to - from, factor);

    /** @param serialValues values up to which a loop stays on the calling thread */
    ValueLoops(WorkerPool pool, int serialValues) {
        this.pool = pool;
        this.serialValues = serialValues;
    }

    private void run(float[] first, float[] second, float[] out, int count, WorkerPool.RangeTask task) {
        this.first = first;
        this.second = second;
        this.out = out;
        if (count <= serialValues) {
            task.run(0, count, 0);
        } else {
            pool.run(count, CHUNK, task);
        }
        this.first = null;
        this.second = null;
        this.out = null;
    }

    void activate(float[] x, int count, Activation function) {
        activation = function;
        run(null, null, x, count, activateTask);
    }

    void gate(float[] gate, float[] up, int count, Activation function, float[] out) {
        activation = function;
        run(gate, up, out, count, gateTask);
    }

    void clampedGate(float[] gate, float[] up, int count, float limit, float slope, float[] out) {
        factor = limit;
        this.slope = slope;
        run(gate, up, out, count, clampedGateTask);
    }

    void scale(float[] x, int count, float by) {
        factor = by;
        run(null, null, x, count, scaleTask);
    }

    void addScaled(float[] in, int count, float by, float[] target) {
        factor = by;
        run(in, null, target, count, addScaledTask);
    }

    void softcap(float[] x, int count, float cap) {
        factor = cap;
        run(null, null, x, count, softcapTask);
    }
}
