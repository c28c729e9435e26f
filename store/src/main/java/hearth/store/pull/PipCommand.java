package hearth.store.pull;

import hearth.store.Cancellation;
import java.io.IOException;
import java.nio.file.Path;

/** Runs pip; replaced in tests. */
@FunctionalInterface
public interface PipCommand {
    /**
     * Downloads {@code requirement} into {@code folder} and reports the bytes that have appeared there.
     *
     * @throws hearth.store.StoreException with pip's last words when it fails, or when there is no pip
     */
    void download(String requirement, Path folder, Growth growth, Cancellation cancellation) throws IOException;

    /** Told how many bytes have arrived. */
    @FunctionalInterface
    interface Growth {
        void reached(long byteCount);
    }
}
