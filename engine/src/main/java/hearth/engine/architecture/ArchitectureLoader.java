package hearth.engine.architecture;

import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.SequenceModel;
import hearth.engine.model.Weights;

/** Builds a model of one architecture. */
@FunctionalInterface
public interface ArchitectureLoader {
    /** @throws hearth.format.InvalidModelException if weights and sizes do not fit */
    SequenceModel load(ModelConfig config, Weights weights, RunSizes sizes);
}
