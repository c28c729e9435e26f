package hearth.engine.model;

import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;

/** A tensor of a file as rows for a backend to load. */
record TensorSource(GgufFile file, TensorInfo tensor, int rows, int columns) implements MatrixSource {
    @Override
    public TensorType type() {
        return tensor.type();
    }

    @Override
    public void read(long byteOffset, MemorySegment target) {
        file.read(tensor, byteOffset, target);
    }
}
