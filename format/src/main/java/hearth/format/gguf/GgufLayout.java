package hearth.format.gguf;

import java.util.List;

/**
 * A GGUF file that need not exist: its first bytes, and where the data of each tensor belongs.
 *
 * @param header everything before the tensor data, padding included
 * @param tensors in file order, with offsets from the start of the file
 * @param byteSize of the whole file, padding after the last tensor included
 */
public record GgufLayout(byte[] header, List<TensorInfo> tensors, long byteSize) {
    public GgufLayout {
        tensors = List.copyOf(tensors);
    }
}
