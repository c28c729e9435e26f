package hearth.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory the machine could give now without swapping: what Linux calls available, within the limit of the control group (a
 * container), both as their files tell; elsewhere what the system calls free, and on macOS, where caches count as used, all of it.
 */
record MachineMemory(Path root) {
    private static final Path MEMORY = Path.of("proc", "meminfo");
    private static final Path OWN_GROUP = Path.of("proc", "self", "cgroup");
    private static final Path GROUP = Path.of("sys", "fs", "cgroup");
    private static final long KIB = 1024;

    static MachineMemory ofThisMachine() {
        return new MachineMemory(Path.of("/"));
    }

    long availableBytes() {
        OptionalLong kernel = numberAfter(root.resolve(MEMORY), "MemAvailable:");
        if (kernel.isEmpty()) {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            boolean mac = System.getProperty("os.name").startsWith("Mac");
            return mac ? system.getTotalMemorySize() : system.getFreeMemorySize();
        }
        long left = kernel.getAsLong() * KIB;
        Path all = root.resolve(GROUP);
        for (Path group = ownGroup(all); group.startsWith(all); group = group.getParent()) {
            left = Math.min(left, leftIn(group));
        }
        return left;
    }

    /** A line "0::/path" names the process's group; the groups around it have limits too. */
    private Path ownGroup(Path all) {
        try (Stream<String> lines = Files.lines(root.resolve(OWN_GROUP))) {
            return lines.filter(line -> line.startsWith("0::/"))
                    .map(line -> all.resolve(line.substring("0::/".length())).normalize())
                    .filter(group -> group.startsWith(all))
                    .findFirst()
                    .orElse(all);
        } catch (IOException | UncheckedIOException e) {
            return all;
        }
    }

    /** Files that are cached and not in use can be dropped, so they don't count. */
    private static long leftIn(Path group) {
        OptionalLong limit = number(group.resolve("memory.max"));
        OptionalLong used = number(group.resolve("memory.current"));
        if (limit.isEmpty() || used.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long droppable = numberAfter(group.resolve("memory.stat"), "inactive_file").orElse(0);
        return Math.max(0, limit.getAsLong() - used.getAsLong() + droppable);
    }

    /** The file's one number; empty if there is none, as in a group without a limit. */
    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong numberAfter(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals(name))
                    .mapToLong(words -> Long.parseLong(words[1]))
                    .findFirst();
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
