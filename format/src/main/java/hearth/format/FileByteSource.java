package hearth.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A regular file read with pread. An interrupted reader does not take the file away from the others. */
final class FileByteSource implements ByteSource {
    private final Path path;
    private final String name;
    private final Object fileKey;
    private final long byteSize;
    private volatile FileChannel channel;
    private volatile boolean closed;

    private FileByteSource(Path path, Object fileKey, FileChannel channel) throws IOException {
        this.path = path;
        this.name = nameOf(path);
        this.fileKey = fileKey;
        this.channel = channel;
        this.byteSize = channel.size();
    }

    static FileByteSource open(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            // Opening a pipe or a device could block for ever.
            if (!attributes.isRegularFile()) {
                throw InvalidModelException.unreadable(nameOf(path), "is not a regular file", null);
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new FileByteSource(path, attributes.fileKey(), channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw InvalidModelException.unreadable(nameOf(path), "does not exist", e);
        } catch (IOException e) {
            throw InvalidModelException.unreadable(nameOf(path), "cannot be opened: " + e.getClass().getSimpleName(), e);
        }
    }

    private static String nameOf(Path path) {
        return Objects.requireNonNullElse(path.getFileName(), path).toString();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public int read(long byteOffset, ByteBuffer target) throws IOException {
        while (true) {
            FileChannel current = channel;
            try {
                return current.read(target, byteOffset);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (ClosedChannelException e) {
                if (closed) {
                    throw e;
                }
                reopen(current);
            }
        }
    }

    /** The JDK closes a channel when a thread is interrupted while reading; the other threads still need the file. */
    private synchronized void reopen(FileChannel broken) throws IOException {
        if (closed || channel != broken) {
            return;
        }
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        if (!Objects.equals(key, fileKey)) {
            throw new IOException("the file was replaced");
        }
        channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written, so nothing can be lost.
        }
    }
}
