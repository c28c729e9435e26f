package hearth.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a file becomes visible in the store: whole, on disk, or not at all.
 * Private file, fsync, mode, atomic rename, fsync of the directory.
 */
public final class DurableFile {
    private static final String BLOB_MODE = "r--r--r--";
    private static final String MANIFEST_MODE = "rw-r--r--";

    private DurableFile() {}

    /** Makes {@code written}, a private file on the same disk, visible as the blob {@code target}. */
    public static void publish(Path written, Path target) throws IOException {
        publish(written, target, BLOB_MODE);
    }

    /** Replaces the manifest {@code target} in one step. */
    static void writeManifest(Path target, byte[] bytes) throws IOException {
        Path folder = target.getParent();
        createFolders(folder);
        write(target, bytes, MANIFEST_MODE);
    }

    /** Writes a small blob. */
    static void writeBlob(Path target, byte[] bytes) throws IOException {
        write(target, bytes, BLOB_MODE);
    }

    /** Replaces a small file of ours in one step; not forced to disk, so its reader must notice an old or empty one. */
    public static void replace(Path target, byte[] bytes) throws IOException {
        Path temporary = temporary(target);
        try {
            Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Removes a file for good. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        syncFolder(file.getParent());
    }

    private static Path temporary(Path target) {
        return target.resolveSibling(".tmp-" + ProcessHandle.current().pid() + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** Creates missing folders and makes their entries durable. */
    public static void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createFolders(parent);
        }
        Files.createDirectories(folder);
        syncFolder(parent);
    }

    private static void write(Path target, byte[] bytes, String mode) throws IOException {
        Path temporary = temporary(target);
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            publish(temporary, target, mode);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void publish(Path written, Path target, String mode) throws IOException {
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        if (written.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(mode));
        }
        try {
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the store's folders must lie on one disk", e);
        }
        syncFolder(target.getParent());
    }

    private static void syncFolder(Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return; // a platform that cannot open folders has no call to sync them either
        }
        try (channel) {
            channel.force(true);
        }
    }
}
