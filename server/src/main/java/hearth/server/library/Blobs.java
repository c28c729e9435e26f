package hearth.server.library;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.store.Digest;
import hearth.store.DurableFile;
import hearth.store.ModelStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;

/** Blobs that clients bring. Thread-safe. */
public final class Blobs {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long SPARE_BYTES = 256L << 20;

    private final ModelStore store;

    Blobs(ModelStore store) {
        this.store = store;
    }

    /** Whether it is there; whoever asks is about to use it, so it stays for a while. */
    public boolean has(Digest digest) {
        return Files.isRegularFile(store.layout().blob(digest), LinkOption.NOFOLLOW_LINKS) && store.touch(digest);
    }

    /**
     * Adds a blob, whole or not at all.
     *
     * @param declaredBytes its length as the client said, -1 if it did not
     * @throws ApiException if the bytes have another digest, or there is no room
     * @throws IOException if the client or the disk fails
     */
    public void add(Digest digest, InputStream in, long declaredBytes) throws IOException {
        DurableFile.createFolders(store.layout().blobs());
        Path temporary = store.layout().upload(ThreadLocalRandom.current().nextLong());
        try {
            if (!digest.equals(receive(temporary, in, Math.max(0, declaredBytes)))) {
                throw new ApiException(Kind.INVALID_REQUEST, "digest mismatch, expected " + digest);
            }
            DurableFile.publish(temporary, store.layout().blob(digest));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Removes those of these that no model uses. */
    public void discard(Collection<Digest> digests) {
        store.discard(digests);
    }

    private Digest receive(Path target, InputStream in, long declaredBytes) throws IOException {
        requireSpace(declaredBytes);
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long sinceCheck = 0;
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
                out.write(buffer, 0, count);
                sinceCheck += count;
                if (sinceCheck > SPARE_BYTES / 4) {
                    // A body without a declared length must not fill the disk.
                    requireSpace(0);
                    sinceCheck = 0;
                }
            }
        }
        return Digest.finish(hash);
    }

    private void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(store.layout().blobs()).getUsableSpace();
        if (free < bytes + SPARE_BYTES) {
            throw new ApiException(Kind.INTERNAL, "not enough space on the disk: " + (bytes + SPARE_BYTES) + " bytes are needed, "
                    + free + " are free");
        }
    }
}
