package hearth.store.fetch;

import hearth.store.Failures;
import hearth.store.FreeSpace;
import hearth.store.NotEnoughSpaceException;
import hearth.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Asks for room before a download and explains a disk that ran full during one. */
public final class DiskSpace {
    private final FreeSpace probe;
    private final Path folder;
    private final long spareBytes;

    public DiskSpace(FreeSpace probe, Path folder, long spareBytes) {
        this.probe = probe;
        this.folder = folder;
        this.spareBytes = spareBytes;
    }

    /** Throws {@link NotEnoughSpaceException} unless {@code byteCount}, a twentieth more, and the spare room are free. */
    public void require(long byteCount) throws IOException {
        // A claimed length may be absurd; the bound is more than any disk has and leaves room to add.
        long bounded = Math.min(byteCount, Long.MAX_VALUE / 4);
        long needed = bounded + bounded / 20 + Math.min(spareBytes, Long.MAX_VALUE / 4);
        long free = probe.usableBytes(folder);
        if (byteCount > 0 && free < needed) {
            throw new NotEnoughSpaceException(needed, free);
        }
    }

    /** What to throw when writing {@code missingBytes} more failed. */
    public StoreException explain(IOException error, long missingBytes) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("not enough space") || message.contains("disk quota")) {
            try {
                return new NotEnoughSpaceException(missingBytes, probe.usableBytes(folder));
            } catch (IOException e) {
                return new NotEnoughSpaceException(missingBytes, 0);
            }
        }
        return new StoreException("cannot write the download: " + Failures.reason(error), error);
    }
}
