package hearth.workshop.quantize;

import hearth.format.AtomicFile;
import hearth.format.gguf.GgufLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The unfinished result: the bytes of the final file, then a journal that tells which tensors are done and the check sums of
 * their data. Who opens it holds a lock on it. When all is done the journal is cut off and the file gets its name.
 */
final class PartFile implements AutoCloseable {
    static final String SUFFIX = ".part";

    private static final byte[] MAGIC = "HEARTHQ1".getBytes(StandardCharsets.US_ASCII);
    private static final int IDENTITY_BYTES = 32;
    private static final int ENTRY_BYTES = 16;
    private static final long DONE = 0x444f4e45L;

    private final Path path;
    private final Path target;
    private final GgufLayout layout;
    private final FileChannel channel;

    private PartFile(Path path, Path target, GgufLayout layout, FileChannel channel) {
        this.path = path;
        this.target = target;
        this.layout = layout;
        this.channel = channel;
    }

    /** Opens or makes it; work of another identity is thrown away, which the listener is told. */
    static PartFile open(Path target, GgufLayout layout, byte[] identity, QuantizationListener listener) throws IOException {
        Path path = target.resolveSibling(target.getFileName() + SUFFIX);
        long present = Files.exists(path) ? Files.size(path) : 0;
        long room = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace();
        if (room < layout.byteSize() - present) {
            throw new IOException(target + " needs " + layout.byteSize() + " bytes, but only " + room + " are free there");
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, path);
            PartFile part = new PartFile(path, target, layout, channel);
            if (!part.isOf(identity)) {
                if (present > 0) {
                    listener.note(path.getFileName() + " is of other work; starting over");
                }
                part.start(identity);
            }
            return part;
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
            throw new IOException(path + " is being written by another process");
        }
    }

    private boolean isOf(byte[] identity) throws IOException {
        long journal = layout.byteSize();
        if (channel.size() != journal + MAGIC.length + IDENTITY_BYTES + (long) ENTRY_BYTES * layout.tensors().size()) {
            return false;
        }
        return Arrays.equals(read(journal, MAGIC.length), MAGIC)
                && Arrays.equals(read(journal + MAGIC.length, IDENTITY_BYTES), identity)
                && Arrays.equals(read(0, layout.header().length), layout.header());
    }

    private void start(byte[] identity) throws IOException {
        channel.truncate(0);
        write(0, ByteBuffer.wrap(layout.header()));
        ByteBuffer journal = ByteBuffer.allocate(MAGIC.length + IDENTITY_BYTES + ENTRY_BYTES * layout.tensors().size());
        journal.put(MAGIC).put(identity);
        write(layout.byteSize(), journal.clear());
    }

    private long entry(int tensor) {
        return layout.byteSize() + MAGIC.length + IDENTITY_BYTES + (long) ENTRY_BYTES * tensor;
    }

    /** Whether the journal says that a tensor is done; whether that is true, its check sum tells. */
    boolean isMarked(int tensor) throws IOException {
        return entryOf(tensor).getLong(0) == DONE;
    }

    /** The check sum of a tensor that is marked. */
    long checksum(int tensor) throws IOException {
        return entryOf(tensor).getLong(Long.BYTES);
    }

    private ByteBuffer entryOf(int tensor) throws IOException {
        return ByteBuffer.wrap(read(entry(tensor), ENTRY_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    void mark(int tensor, long checksum) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(DONE).putLong(checksum);
        write(entry(tensor), entry.flip());
    }

    void unmark(int tensor) throws IOException {
        write(entry(tensor), ByteBuffer.allocate(ENTRY_BYTES));
    }

    byte[] read(long offset, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // The next piece.
        }
        if (bytes.hasRemaining()) {
            throw new IOException(path + " became shorter while it was read");
        }
        return bytes.array();
    }

    /** Writes at a place, from any thread. */
    void write(long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Makes the work durable and gives it its name. */
    void finish() throws IOException {
        channel.truncate(layout.byteSize());
        channel.force(true);
        AtomicFile.publish(path, target);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
