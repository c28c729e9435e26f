package hearth.workshop.budget;

import hearth.format.gguf.TensorInfo;
import hearth.json.Json;
import hearth.json.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file of measurements that were taken, one JSON object a line, so that a run that was stopped goes on: the first line says what they
 * belong to. A line that was cut off by a crash does not count. The file is locked while it is open.
 */
final class MeasureLog implements AutoCloseable {
    private static final long MAX_BYTES = 64L << 20;

    private final FileChannel channel;
    private final Map<String, Map<String, Object>> entries = new ConcurrentHashMap<>();

    private MeasureLog(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens the file, or begins it; what belongs to something else is thrown away, which the listener is told.
     *
     * @param identity of the source and what it is rounded with
     */
    static MeasureLog open(Path path, String identity, BudgetListener listener) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, path);
            MeasureLog log = new MeasureLog(channel);
            if (channel.size() > 0 && !log.read(path, identity)) {
                listener.note(path.getFileName() + " is of other work; starting over");
                channel.truncate(0);
                log.entries.clear();
            }
            if (channel.size() == 0) {
                log.append(Map.of("identity", identity));
            }
            return log;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(path + " is in use by another process");
        }
    }

    private boolean read(Path path, String identity) throws IOException {
        if (channel.size() > MAX_BYTES) {
            return false;
        }
        String text = Files.readString(path, StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n') + 1;
        channel.truncate(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
        boolean first = true;
        for (String line : text.substring(0, end).lines().toList()) {
            Map<String, Object> fields;
            try {
                fields = Json.parseObject(line);
            } catch (JsonException e) {
                return false;
            }
            if (first && !identity.equals(fields.get("identity"))) {
                return false;
            }
            if (!first && fields.get("key") instanceof String key) {
                entries.put(key, fields);
            }
            first = false;
        }
        return !first;
    }

    /** A measurement; empty if it was not taken, or is not whole. */
    Optional<Measure> find(String key) {
        return Optional.ofNullable(entries.get(key)).flatMap(Measure::parse);
    }

    /** What types lose of a tensor, as {@link #add(String, List)} was given it. */
    Optional<List<Choice>> findChoices(String key, TensorInfo tensor) {
        return Optional.ofNullable(entries.get(key)).flatMap(fields -> Choice.parse(fields, tensor));
    }

    void add(String key, Measure measure) {
        add(key, measure.fields());
    }

    void add(String key, List<Choice> choices) {
        add(key, Choice.fields(choices));
    }

    private synchronized void add(String key, Map<String, Object> values) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key", key);
        fields.putAll(values);
        entries.put(key, fields);
        try {
            append(fields);
        } catch (IOException e) {
            throw new UncheckedIOException("the measurements can't be written: " + e.getMessage(), e);
        }
    }

    private void append(Map<String, Object> fields) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((Json.write(fields) + "\n").getBytes(StandardCharsets.UTF_8));
        channel.position(channel.size());
        while (line.hasRemaining()) {
            channel.write(line);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
