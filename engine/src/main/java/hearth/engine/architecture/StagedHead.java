package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.engine.model.RowHead;
import hearth.engine.nn.DenseStage;
import java.util.List;
import java.util.Optional;

/** Linear stages, one after the other, on one row. */
record StagedHead(Backend backend, List<DenseStage> stages, boolean readsMean) implements RowHead {
    /** The head of these stages; none without a stage. */
    static Optional<RowHead> of(Backend backend, List<DenseStage> stages) {
        return of(backend, stages, false);
    }

    /** @param readsMean of a classification: whether it reads the mean of all rows */
    static Optional<RowHead> of(Backend backend, List<DenseStage> stages, boolean readsMean) {
        return stages.isEmpty() ? Optional.empty() : Optional.of(new StagedHead(backend, stages, readsMean));
    }

    @Override
    public int size() {
        return stages.getLast().weight().rows();
    }

    @Override
    public float[] apply(float[] row) {
        float[] result = row;
        for (DenseStage stage : stages) {
            result = stage.apply(backend, result);
        }
        return result;
    }
}
