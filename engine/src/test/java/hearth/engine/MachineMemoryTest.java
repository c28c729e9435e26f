package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void linuxSaysWhatIsAvailable() throws IOException {
        write("proc/meminfo", "MemTotal:  8000 kB\nMemFree:    100 kB\nMemAvailable:   5000 kB\n");

        assertThat(new MachineMemory(root).availableBytes()).isEqualTo(5000 * 1024);
    }

    @Test
    void aContainersLimitCounts() throws IOException {
        write("proc/meminfo", "MemAvailable:   5000 kB\n");
        write("sys/fs/cgroup/memory.max", "3000000\n");
        write("sys/fs/cgroup/memory.current", "2500000\n");
        write("sys/fs/cgroup/memory.stat", "anon 1000\ninactive_file 400000\nactive_file 3\n");

        assertThat(new MachineMemory(root).availableBytes()).isEqualTo(900_000);
        write("sys/fs/cgroup/memory.max", "max\n");
        assertThat(new MachineMemory(root).availableBytes()).isEqualTo(5000 * 1024);
    }

    @Test
    void theLimitsOfTheGroupsAroundCountToo() throws IOException {
        write("proc/meminfo", "MemAvailable:   5000 kB\n");
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/outer/memory.max", "2000000\n");
        write("sys/fs/cgroup/outer/memory.current", "500000\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "1\n");

        assertThat(new MachineMemory(root).availableBytes()).isEqualTo(1_500_000);
    }

    @Test
    void elsewhereTheSystemIsAsked() {
        assertThat(new MachineMemory(root).availableBytes()).isPositive();
    }
}
