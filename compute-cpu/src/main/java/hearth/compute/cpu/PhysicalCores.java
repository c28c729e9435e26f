package hearth.compute.cpu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** How many cores there are to compute on: two threads of one core gain nothing and cost cache. */
final class PhysicalCores {
    private static final Path LINUX_CPUS = Path.of("/sys/devices/system/cpu");

    private PhysicalCores() {}

    /** Cores, no more than this process may use processors. */
    static int count() {
        int processors = Runtime.getRuntime().availableProcessors();
        int cores = linux(LINUX_CPUS).orElseGet(() -> guess(processors, System.getProperty("os.arch", "")));
        return Math.max(1, Math.min(cores, processors));
    }

    /** Linux lists for each processor the ones that share its core; each such list is a core. */
    static OptionalInt linux(Path cpus) {
        Set<String> cores = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
            for (Path entry : entries) {
                Path siblings = entry.resolve("topology/thread_siblings_list");
                if (Files.isReadable(siblings)) {
                    cores.add(Files.readString(siblings).strip());
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException notReadable) {
            return OptionalInt.empty();
        }
        return cores.isEmpty() ? OptionalInt.empty() : OptionalInt.of(cores.size());
    }

    /** Without a list: most x86 machines run two threads a core, ARM machines one. */
    static int guess(int processors, String architecture) {
        boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
        return x86 && processors >= 4 ? processors / 2 : processors;
    }
}
