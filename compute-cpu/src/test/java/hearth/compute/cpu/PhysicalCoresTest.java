package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhysicalCoresTest {
    @Test
    void countsCoresNotTheirThreads(@TempDir Path cpus) throws IOException {
        for (int cpu = 0; cpu < 6; cpu++) {
            Path topology = Files.createDirectories(cpus.resolve("cpu" + cpu + "/topology"));
            Files.writeString(topology.resolve("thread_siblings_list"), cpu % 3 + "," + (cpu % 3 + 3) + "\n");
        }
        Files.createDirectories(cpus.resolve("cpufreq"));
        Files.createDirectories(cpus.resolve("cpu6")); // off line: no topology
        assertThat(PhysicalCores.linux(cpus)).hasValue(3);
    }

    @Test
    void guessesWhereNothingIsListed(@TempDir Path empty) {
        assertThat(PhysicalCores.linux(empty)).isEmpty();
        assertThat(PhysicalCores.linux(empty.resolve("missing"))).isEmpty();
        assertThat(PhysicalCores.guess(8, "amd64")).isEqualTo(4);
        assertThat(PhysicalCores.guess(2, "amd64")).isEqualTo(2);
        assertThat(PhysicalCores.guess(8, "aarch64")).isEqualTo(8);
        assertThat(PhysicalCores.count()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}
