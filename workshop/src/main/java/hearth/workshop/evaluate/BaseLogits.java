package hearth.workshop.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of a base model's predictions, so that many models can be compared with one that is run once. It is written window by
 * window as {@code FILE.partial} and becomes {@code FILE} when it is whole; a run that was stopped goes on behind the last whole
 * window. Bytes are little-endian:
 *
 * <pre>
 * header   "HEARTHBL", 6 x int32: version 1, vocabulary size, kind, length, stride and count of the windows
 *          3 x 32 bytes SHA-256: of the text, of its tokens, of the model's fingerprint; int32 CRC-32 of all before
 * window   int64 n; n bytes of rows; int32 CRC-32 of these
 * row      float32 ln p of the token that follows; varint id of the likeliest token; varint k;
 *          k times varint (id - id before - 1), from -1 on, and uint24 code: ln p = -16 + 16 · code / (2^24 - 1)
 * </pre>
 *
 * Tokens of not more than exp(-16) are left out. For one thread at a time, and one process: the file is locked.
 */
public final class BaseLogits implements AutoCloseable {
    private static final String PARTIAL_SUFFIX = ".partial";
    private static final int WINDOW_FRAME = Long.BYTES + Integer.BYTES;

    private final Path path;
    private final BaseHeader header;
    private final FileChannel channel;
    private final boolean complete;
    private final List<Long> starts = new ArrayList<>();
    private long end = BaseHeader.BYTES;
    private RowWriter writer;
    private RowReader reader;

    private BaseLogits(Path path, BaseHeader header, FileChannel channel, boolean complete) {
        this.path = path;
        this.header = header;
        this.channel = channel;
        this.complete = complete;
    }

    /**
     * Opens the file, or the part of it that is there, or begins it.
     *
     * @param header what the file must belong to
     * @throws EvaluationException if it belongs to something else, is damaged, or is in use by another process
     */
    public static BaseLogits open(Path path, BaseHeader header) {
        Path partial = partial(path);
        boolean complete = Files.exists(path);
        FileChannel channel = null;
        try {
            channel = complete
                    ? FileChannel.open(path, StandardOpenOption.READ)
                    : FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            BaseLogits file = new BaseLogits(path, header, channel, complete);
            file.start();
            return file;
        } catch (IOException e) {
            closeQuietly(channel, e);
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    private static Path partial(Path path) {
        return path.resolveSibling(path.getFileName() + PARTIAL_SUFFIX);
    }

    private static void closeQuietly(FileChannel channel, Exception cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void start() throws IOException {
        if (!complete) {
            lock();
        }
        if (!complete && channel.size() == 0) {
            writeAt(header.toBytes(), 0);
            return;
        }
        if (channel.size() < BaseHeader.BYTES) {
            throw new EvaluationException(name() + ": is cut short: it has " + channel.size() + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(BaseHeader.BYTES);
        readAt(bytes, 0);
        header.requireSame(BaseHeader.parse(bytes.flip(), name()), name());
        findWindows();
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new EvaluationException(name() + ": another comparison is writing it");
        }
    }

    private void findWindows() throws IOException {
        long size = channel.size();
        while (starts.size() < header.plan().count() && size - end >= WINDOW_FRAME) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readAt(length, end);
            long bytes = length.flip().getLong();
            // A length of 0 is that of a window that was not finished.
            if (bytes <= 0 || bytes > size - end - WINDOW_FRAME) {
                break;
            }
            starts.add(end);
            end += WINDOW_FRAME + bytes;
        }
        if (complete && (starts.size() < header.plan().count() || end != size)) {
            throw new EvaluationException(name() + ": is damaged: " + starts.size() + " of " + header.plan().count()
                    + " windows are whole; remove it to have it made again");
        }
    }

    String name() {
        return (complete ? path : partial(path)).getFileName().toString();
    }

    public BaseHeader header() {
        return header;
    }

    /** How many windows, from the first on, need not be computed. */
    public int storedWindows() {
        return starts.size();
    }

    /** Whether the base model is not needed any more. */
    public boolean isComplete() {
        return starts.size() == header.plan().count();
    }

    void beginReading(int window) {
        long start = starts.get(window);
        long next = window + 1 < starts.size() ? starts.get(window + 1) : end;
        reader = new RowReader(this, start + Long.BYTES, next - start - WINDOW_FRAME);
    }

    void read(int row, BaseRows target) {
        reader.read(row, target);
    }

    void endReading() {
        reader.end();
    }

    void beginWriting() {
        writer = new RowWriter(this, end + Long.BYTES);
    }

    void write(int row, BaseRows source) {
        writer.write(row, source);
    }

    /** A window counts only from when all of it is on the disk. */
    void endWriting() {
        long bytes = writer.end();
        try {
            channel.force(false);
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeAt(length.putLong(bytes).flip(), end);
            starts.add(end);
            end += WINDOW_FRAME + bytes;
            if (isComplete()) {
                channel.truncate(end);
                channel.force(true);
                Files.move(partial(path), path, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name() + ": " + e.getMessage(), e);
        }
    }

    void writeAt(ByteBuffer bytes, long offset) throws IOException {
        long place = offset;
        while (bytes.hasRemaining()) {
            place += channel.write(bytes, place);
        }
    }

    /** Fills the buffer. */
    void readAt(ByteBuffer bytes, long offset) throws IOException {
        while (bytes.hasRemaining()) {
            int count = channel.read(bytes, offset + bytes.position());
            if (count < 0) {
                throw new EvaluationException(name() + ": is cut short");
            }
        }
    }

    /** What was computed of a file that is not complete stays for the next time. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name() + ": " + e.getMessage(), e);
        }
    }
}
