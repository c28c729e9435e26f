package hearth.store;

/** The disk of the store has not the room a download needs; nothing was written for the missing part. */
public final class NotEnoughSpaceException extends StoreException {
    private static final long serialVersionUID = 1L;
    private final long neededBytes;
    private final long freeBytes;

    public NotEnoughSpaceException(long neededBytes, long freeBytes) {
        super("not enough disk space: " + neededBytes + " bytes needed, " + freeBytes + " bytes free");
        this.neededBytes = neededBytes;
        this.freeBytes = freeBytes;
    }

    public long neededBytes() {
        return neededBytes;
    }

    public long freeBytes() {
        return freeBytes;
    }
}
