package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.testkit.OperationContract;

class CpuOperationContractTest extends OperationContract {
    @Override
    protected Backend open(BackendOptions options) {
        return CpuBackends.open(options);
    }
}
