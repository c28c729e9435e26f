package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.testkit.AllocationContract;

class CpuBackendAllocationTest extends AllocationContract {
    @Override
    protected Backend open(BackendOptions options) {
        return CpuBackends.open(options);
    }

    @Override
    protected String threadPrefix() {
        return "hearth-cpu-";
    }
}
