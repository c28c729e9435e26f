package hearth.store;

/** Told how far the work on one blob is. */
@FunctionalInterface
public interface BlobProgress {
    void advanced(Digest blob, long completedBytes, long totalBytes);
}
