package hearth.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Held while manifests change or blobs are removed, against other processes and other stores of this process. */
final class StoreLock implements AutoCloseable {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits at most half a minute; the holder only works for milliseconds. */
    static StoreLock take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            long deadline = System.nanoTime() + WAIT_NANOS;
            while (!tryLock(channel)) {
                if (System.nanoTime() > deadline) {
                    throw new StoreException("another program keeps the model store locked");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return new StoreLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process has it
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
