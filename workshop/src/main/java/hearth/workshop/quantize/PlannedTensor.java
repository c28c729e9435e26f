package hearth.workshop.quantize;

import hearth.format.TensorType;
import hearth.format.gguf.TensorInfo;

/**
 * What becomes of one tensor.
 *
 * @param source where its values are
 * @param type what it becomes
 * @param wanted what it should have become; another type than {@code type} where its rows do not fill the blocks
 * @param weighted whether importance is known for its columns
 */
public record PlannedTensor(TensorInfo source, TensorType type, TensorType wanted, boolean weighted) {
    /** Bytes of the result. */
    public long byteSize() {
        return type.byteSize(source.elementCount());
    }

    public double bitsPerWeight() {
        return 8.0 * type.blockBytes() / type.blockSize();
    }

    /** Whether the bytes stay as they are. */
    public boolean isCopied() {
        return type == source.type();
    }
}
