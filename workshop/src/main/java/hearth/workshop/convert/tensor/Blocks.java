package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.util.List;

/** The bytes of a tensor as GGUF stores them, computed when asked for. Safe for several threads. */
public interface Blocks {
    TensorType type();

    /** Sizes, the contiguous dimension first, as GGUF counts them. */
    List<Long> shape();

    /** Puts whole blocks to {@code target[offset ..]}. */
    void read(long firstBlock, int blockCount, byte[] target, int offset);

    /** Bytes of all blocks. */
    default long byteSize() {
        return type().byteSize(shape().stream().reduce(1L, Math::multiplyExact));
    }
}
