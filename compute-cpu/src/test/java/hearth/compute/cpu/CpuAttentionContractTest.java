package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.testkit.AttentionContract;

class CpuAttentionContractTest extends AttentionContract {
    @Override
    protected Backend open(BackendOptions options) {
        return CpuBackends.open(options);
    }
}
