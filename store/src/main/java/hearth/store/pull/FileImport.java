package hearth.store.pull;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.DownloadOptions;
import hearth.store.DurableFile;
import hearth.store.FreeSpace;
import hearth.store.Layer;
import hearth.store.Manifest;
import hearth.store.ModelStore;
import hearth.store.NotEnoughSpaceException;
import hearth.store.StoreException;
import hearth.store.fetch.DiskSpace;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Brings weights that lie on this machine into a store. They are copied: what happens to the file later does not touch the model. */
public final class FileImport {
    private static final int BUFFER_BYTES = 1 << 20;

    private final ModelStore store;
    private final DiskSpace space;

    public FileImport(ModelStore store, DownloadOptions options) {
        this.store = store;
        this.space = new DiskSpace(FreeSpace.ofDisk(), store.layout().blobs(), options.spareBytes());
    }

    /** Told how much of all files is copied. */
    @FunctionalInterface
    public interface Progress {
        void copied(long byteCount, long totalBytes);
    }

    /**
     * Copies a GGUF file, or all parts of the split one that begins with {@code first}; returns a manifest for it that is not
     * published.
     *
     * @throws StoreException when it is no GGUF model, or can't be read or written
     * @throws NotEnoughSpaceException when the disk is too small
     */
    public Manifest copy(Path first, Progress progress, Cancellation cancellation) {
        try {
            List<Path> parts = GgufFile.partPaths(first);
            WeightsHeader.read(parts);
            long total = 0;
            for (Path part : parts) {
                total += Files.size(part);
            }
            DurableFile.createFolders(store.layout().blobs());
            space.require(total);
            List<Fetched> copies = new ArrayList<>();
            long done = 0;
            for (Path part : parts) {
                Fetched copy = copy(part, done, total, progress, cancellation);
                copies.add(copy);
                done += copy.sizeBytes();
            }
            return WeightsManifest.write(store, copies, first.getFileName().toString());
        } catch (InvalidModelException e) {
            throw new StoreException("not a usable GGUF model: " + e.getMessage(), e);
        } catch (IOException e) {
            throw space.explain(e, 0);
        }
    }

    private Fetched copy(Path file, long done, long total, Progress progress, Cancellation cancellation) throws IOException {
        try (ScratchFolder scratch = ScratchFolder.create(store.layout())) {
            MessageDigest hash = Digest.sha256();
            byte[] buffer = new byte[BUFFER_BYTES];
            long size = 0;
            try (InputStream in = Files.newInputStream(file); OutputStream out = Files.newOutputStream(scratch.weights())) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    cancellation.check();
                    hash.update(buffer, 0, count);
                    out.write(buffer, 0, count);
                    size += count;
                    progress.copied(done + size, total);
                }
            }
            Digest digest = Digest.finish(hash);
            Layer there = new Layer("", digest, size);
            if (!store.isSound(there, (_, _, _) -> {}, cancellation)) {
                DurableFile.publish(scratch.weights(), store.layout().blob(digest));
            }
            return new Fetched(digest, size);
        }
    }
}
