package hearth.workshop.edit;

/**
 * When a new part begins.
 *
 * @param tensorCount most tensors of a part
 * @param byteCount most bytes of tensor data of a part, padding included; a larger tensor has a part of its own
 */
public record SplitLimit(int tensorCount, long byteCount) {
    /** What llama.cpp's splitter does unless told otherwise. */
    public static final SplitLimit DEFAULT = new SplitLimit(128, Long.MAX_VALUE);

    public SplitLimit {
        if (tensorCount < 1 || byteCount < 1) {
            throw new IllegalArgumentException("a part of " + tensorCount + " tensors and " + byteCount + " bytes is empty");
        }
    }
}
