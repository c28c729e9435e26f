package hearth.compute.cpu;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.testkit.KvCacheContract;

class CpuKvCacheContractTest extends KvCacheContract {
    @Override
    protected Backend open(BackendOptions options) {
        return CpuBackends.open(options);
    }
}
