package hearth.documents.library;

import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes a file from a stream to the disk, within limits of size, disk and speed. */
final class Intake {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long SPARE_DISK = 256L << 20;
    private static final long GRACE_NANOS = 10_000_000_000L;
    private static final long LEAST_BYTES_PER_SECOND = 1024;
    private static final int MAX_NAME = 200;

    private Intake() {}

    /** What came. */
    record Received(long bytes, String digest) {}

    /**
     * Writes everything to a file.
     *
     * @param declared bytes, -1 if unknown
     * @throws DocumentsException TOO_LARGE, INVALID if it is empty or comes too slowly
     */
    static Received receive(String name, InputStream in, long declared, long limit, Path target) throws IOException {
        if (declared > limit) {
            throw tooLarge(name, limit);
        }
        requireDisk(target.getParent(), Math.max(0, declared));
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        long start = System.nanoTime();
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                if (bytes > limit) {
                    throw tooLarge(name, limit);
                }
                requireSpeed(name, bytes, System.nanoTime() - start);
                digest.update(buffer, 0, count);
                out.write(buffer, 0, count);
            }
        }
        if (bytes == 0) {
            throw new DocumentsException(Kind.UNREADABLE, name + ": is empty");
        }
        return new Received(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static void requireSpeed(String name, long bytes, long nanos) {
        if (nanos > GRACE_NANOS && bytes < nanos / 1_000_000_000 * LEAST_BYTES_PER_SECOND) {
            throw new DocumentsException(Kind.INVALID, name + ": comes at less than " + LEAST_BYTES_PER_SECOND + " bytes a second");
        }
    }

    private static DocumentsException tooLarge(String name, long limit) {
        return new DocumentsException(Kind.TOO_LARGE, name + ": has more than " + (limit >> 20) + " MiB");
    }

    private static void requireDisk(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes + SPARE_DISK) {
            throw new DocumentsException(Kind.TOO_LARGE, "not enough space on the disk: " + (bytes + SPARE_DISK) + " bytes are needed, " + free
                    + " are free");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A file's name without folders and control characters; the end stays, because it tells the kind. */
    static String name(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[\\p{Cntrl}\\p{Cf}]", "").strip();
        if (plain.isEmpty() || plain.equals(".") || plain.equals("..")) {
            throw new DocumentsException(Kind.INVALID, "the file needs a name");
        }
        return plain.length() <= MAX_NAME ? plain : plain.substring(plain.length() - MAX_NAME);
    }
}
