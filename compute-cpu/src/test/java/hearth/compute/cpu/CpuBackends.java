package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import java.util.Optional;

/** Opens the backend for tests; a forced width that this machine lacks skips the test and says so. */
final class CpuBackends {
    private CpuBackends() {}

    static Backend open(BackendOptions options) {
        Optional<String> problem = VectorWidth.problem();
        assumeFalse(problem.isPresent(), () -> "not tested here: " + problem.orElseThrow());
        CpuBackendProvider provider = new CpuBackendProvider();
        assertThat(provider.unavailableReason()).isEmpty();
        return provider.open(options);
    }
}
