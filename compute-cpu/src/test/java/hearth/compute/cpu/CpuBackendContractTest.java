package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.format.TensorType;
import hearth.testkit.BackendContract;

class CpuBackendContractTest extends BackendContract {
    @Override
    protected Backend open(BackendOptions options) {
        return CpuBackends.open(options);
    }

    @Override
    protected boolean keepsActivations(TensorType type) {
        // The types that have no packed kernel yet.
        return switch (type) {
            case Q5_0, Q5_1, Q2_K, Q3_K -> true;
            default -> false;
        };
    }
}
