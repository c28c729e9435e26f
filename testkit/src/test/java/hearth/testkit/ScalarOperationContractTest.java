package hearth.testkit;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.ScalarBackend;

/** The judge keeps its own contract: what remains is that it refuses bad operands and touches no other rows. */
class ScalarOperationContractTest extends OperationContract {
    @Override
    protected Backend open(BackendOptions options) {
        return new ScalarBackend();
    }
}
