package hearth.engine.model;

import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;

/** Rows of a file's tensor, from {@code firstRow} on, for a backend to load. */
public record TensorSource(GgufFile file, TensorInfo tensor, long firstRow, int rows, int columns) implements MatrixSource {
    @Override
    public TensorType type() {
        return tensor.type();
    }

    @Override
    public void read(long byteOffset, MemorySegment target) {
        file.read(tensor, firstRow * tensor.rowBytes() + byteOffset, target);
    }
}
