package hearth.compute;

/** How keys and values are kept in a KV cache. */
public enum KvType {
    F16(2),
    F32(4);

    private final int byteSize;

    KvType(int byteSize) {
        this.byteSize = byteSize;
    }

    /** Bytes of one value. */
    public int byteSize() {
        return byteSize;
    }
}
