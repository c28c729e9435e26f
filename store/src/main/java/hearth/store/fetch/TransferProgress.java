package hearth.store.fetch;

/** Told how a download goes; calls may come from several threads. */
public interface TransferProgress {
    /** {@code totalBytes} is -1 while unknown. */
    void transferred(String label, long completedBytes, long totalBytes);

    /** All bytes are here and their digest is computed now. */
    void verifying(String label);

    /** Another program downloads the same; its result is waited for. */
    void waiting(String label);
}
