package hearth.engine;

/** A model, or what it needs to run, does not fit into the memory that is left. Nothing was allocated for it. */
public class InsufficientMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final double GIB = 1L << 30;

    private final long neededBytes;
    private final long availableBytes;

    /** @param what needs the memory, as the beginning of a sentence */
    public InsufficientMemoryException(String what, long neededBytes, long availableBytes) {
        super(String.format(
                java.util.Locale.ROOT,
                "%s needs %.2f GiB (%d bytes) of memory but only %.2f GiB (%d bytes) are available",
                what,
                neededBytes / GIB,
                neededBytes,
                availableBytes / GIB,
                availableBytes));
        this.neededBytes = neededBytes;
        this.availableBytes = availableBytes;
    }

    public long neededBytes() {
        return neededBytes;
    }

    public long availableBytes() {
        return availableBytes;
    }
}
