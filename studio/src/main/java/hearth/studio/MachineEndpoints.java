package hearth.studio;

import com.sun.management.OperatingSystemMXBean;
import hearth.advisor.ReadBandwidth;
import hearth.server.http.Exchange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What this machine is and can do. */
final class MachineEndpoints {
    /** What one thread of a measurement holds. */
    private static final long BYTES_PER_THREAD = 128L << 20;

    private final StudioParts parts;
    private double bandwidth;
    private int bandwidthThreads;

    MachineEndpoints(StudioParts parts) {
        this.parts = parts;
    }

    void facts(Exchange exchange) throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("system", System.getProperty("os.name"));
        body.put("architecture", System.getProperty("os.arch"));
        body.put("java", System.getProperty("java.version"));
        body.put("processors", Runtime.getRuntime().availableProcessors());
        body.put("threads", parts.threads());
        body.put("memory_bytes", system.getTotalMemorySize());
        body.put("free_memory_bytes", system.getFreeMemorySize());
        body.put("memory_limit_bytes", parts.memoryLimitBytes());
        body.put("models_folder", parts.store().root().toString());
        body.put("free_disk_bytes", Files.getFileStore(existing(parts.store().root())).getUsableSpace());
        body.put("studio_folder", parts.folder().toString());
        measured().ifPresent(rate -> addBandwidth(body, rate));
        exchange.respondJson(200, body);
    }

    private static Path existing(Path path) {
        Path found = path.toAbsolutePath();
        while (!Files.exists(found) && found.getParent() != null) {
            found = found.getParent();
        }
        return found;
    }

    /** Measures for about a second; a second caller waits and measures after the first. */
    void bandwidth(Exchange exchange) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        addBandwidth(body, measure());
        exchange.respondJson(200, body);
    }

    private synchronized double measure() {
        // A machine with many cores needs not all of them to use its memory fully, and the heap has a limit.
        long affordable = Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_THREAD;
        bandwidthThreads = Math.clamp(affordable, 1, Runtime.getRuntime().availableProcessors());
        bandwidth = ReadBandwidth.measure(bandwidthThreads);
        return bandwidth;
    }

    private synchronized void addBandwidth(Map<String, Object> body, double rate) {
        body.put("bandwidth_bytes_per_second", Math.round(rate));
        body.put("bandwidth_threads", bandwidthThreads);
    }

    /** Bytes a second, if it was measured since the start. */
    synchronized OptionalDouble measured() {
        return bandwidth > 0 ? OptionalDouble.of(bandwidth) : OptionalDouble.empty();
    }
}
