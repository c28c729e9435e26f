package hearth.server.lmstudio;

import hearth.server.call.ApiException;
import hearth.server.library.ModelLibrary;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Downloads that were begun, and the last ones that ended. Thread-safe; close it to end those that run. */
public final class Downloads implements AutoCloseable {
    private static final int MAX_RUNNING = 8;
    private static final int MAX_KEPT = 256;
    private static final int ID_BYTES = 5;

    private final ModelLibrary library;
    private final Clock clock;
    /** By id, oldest first. */
    private final Map<String, Download> downloads = new LinkedHashMap<>();
    private boolean closed;

    public Downloads(ModelLibrary library, Clock clock) {
        this.library = library;
        this.clock = clock;
    }

    /**
     * The download of this model that runs, or a new one.
     *
     * @throws ApiException if the text is no name, or too many run
     */
    synchronized Download start(String model, boolean insecure) {
        if (closed) {
            throw ApiException.overloaded("the server is stopping", 5);
        }
        Optional<Download> same = downloads.values().stream()
                .filter(download -> download.isRunning() && download.model().equalsIgnoreCase(model))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        if (downloads.values().stream().filter(Download::isRunning).count() >= MAX_RUNNING) {
            throw ApiException.overloaded(MAX_RUNNING + " downloads run already", 30);
        }
        byte[] bytes = new byte[ID_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        String id = "job_" + HexFormat.of().formatHex(bytes);
        Download download = new Download(id, model, library.startPull(model, insecure), clock);
        downloads.put(id, download);
        forgetOldest();
        return download;
    }

    private void forgetOldest() {
        Iterator<Download> each = downloads.values().iterator();
        while (downloads.size() > MAX_KEPT && each.hasNext()) {
            if (!each.next().isRunning()) {
                each.remove();
            }
        }
    }

    synchronized Optional<Download> find(String id) {
        return Optional.ofNullable(downloads.get(id));
    }

    @Override
    public synchronized void close() {
        closed = true;
        downloads.values().forEach(Download::close);
    }
}
