package hearth.testkit;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.ScalarBackend;

class ScalarKvCacheContractTest extends KvCacheContract {
    @Override
    protected Backend open(BackendOptions options) {
        return new ScalarBackend();
    }
}
