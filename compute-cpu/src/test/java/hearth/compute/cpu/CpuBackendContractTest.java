package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.testkit.BackendContract;

class CpuBackendContractTest extends BackendContract {
    @Override
    protected Backend open(BackendOptions options) {
        return CpuBackends.open(options);
    }
}
