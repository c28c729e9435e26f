package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import org.junit.jupiter.api.Test;

class CpuBackendProviderTest {
    @Test
    void isFoundBeforeTheJudge() {
        assertThat(BackendProvider.installed()).extracting(BackendProvider::name).containsExactly("cpu", "scalar");
    }

    @Test
    void describesWhatItComputesWith() {
        try (Backend backend = CpuBackends.open(new BackendOptions(3))) {
            assertThat(backend.description()).isEqualTo("cpu, " + VectorShapes.BITS + "-bit vectors, 3 threads");
        }
        try (Backend backend = CpuBackends.open(BackendOptions.defaults())) {
            assertThat(backend.description()).contains(PhysicalCores.count() + " thread");
        }
    }

    @Test
    void aClosedBackendRefusesToCompute() {
        Backend backend = CpuBackends.open(new BackendOptions(2));
        backend.close();
        assertThatThrownBy(() -> backend.rmsNorm(
                        backend.tensor(300, 300), 300, backend.tensor(1, 300), 1e-5f, backend.tensor(300, 300)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void explainsWidthsItCannotHave() {
        assertThat(VectorWidth.problem(null, 128)).isEmpty();
        assertThat(VectorWidth.problem("128", 512)).isEmpty();
        assertThat(VectorWidth.problem("256", 128)).get().asString().contains("256").contains("128");
        assertThat(VectorWidth.problem("1024", 512)).get().asString().contains("must be");
        assertThat(VectorWidth.problem("wide", 512)).get().asString().contains("wide");
        assertThat(VectorWidth.problem(null, 64)).isPresent();
    }
}
