package hearth.store.fetch;

import java.util.concurrent.TimeUnit;

/** Adds up the bytes of parallel parts and reports at most ten times a second. */
final class TransferMeter {
    private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private final TransferProgress progress;
    private final String label;
    private final long totalBytes;
    private long completed;
    private long lastReport;

    TransferMeter(TransferProgress progress, String label, long totalBytes) {
        this.progress = progress;
        this.label = label;
        this.totalBytes = totalBytes;
        this.lastReport = System.nanoTime() - REPORT_NANOS;
    }

    /** {@code byteCount} is negative when bytes turned out to be useless. */
    synchronized void add(long byteCount) {
        completed += byteCount;
        long now = System.nanoTime();
        if (now - lastReport >= REPORT_NANOS) {
            lastReport = now;
            progress.transferred(label, completed, totalBytes);
        }
    }

    synchronized void finish() {
        progress.transferred(label, completed, totalBytes < 0 ? completed : totalBytes);
    }
}
