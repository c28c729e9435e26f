package hearth.studio.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/** A file only its owner may read, that is always whole: the old text or the new one. */
public final class PrivateFile {
    private static final String TEMPORARY = ".tmp-";

    private PrivateFile() {}

    /** Replaces it in one step, on disk when this returns; makes missing folders. */
    public static void write(Path target, byte[] bytes) throws IOException {
        Path temporary = temporary(target, "");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                out.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Makes an empty file beside {@code target}, and missing folders. */
    public static Path temporary(Path target, String suffix) throws IOException {
        createFolder(target.getParent());
        Path file = target.resolveSibling(TEMPORARY + Long.toHexString(ThreadLocalRandom.current().nextLong()) + suffix);
        Files.createFile(file);
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    /**
     * Gives a file its name, never in the place of another.
     *
     * @throws FileAlreadyExistsException if another has the name
     */
    public static void place(Path made, Path target) throws IOException {
        try {
            // A rename would replace what another process put there in between; a link does not.
            Files.createLink(target, made);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(made, target);
        }
        Files.deleteIfExists(made);
        syncFolder(target.getParent());
    }

    private static void syncFolder(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return; // a platform that can't open folders has no call to sync them either
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** Makes a missing folder that only its owner may read. */
    public static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (isPosix(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
