package hearth.testkit;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.ScalarBackend;

/** The judge keeps its own contract: what remains is that it refuses bad operands and that batch mates change nothing. */
class ScalarBackendContractTest extends BackendContract {
    @Override
    protected Backend open(BackendOptions options) {
        return new ScalarBackend();
    }
}
