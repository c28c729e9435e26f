package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;

/** A source whose rows were packed before: {@code packed} becomes the memory of its matrix. */
record KeptSource(MatrixSource source, MemorySegment packed) implements MatrixSource {
    @Override
    public TensorType type() {
        return source.type();
    }

    @Override
    public int rows() {
        return source.rows();
    }

    @Override
    public int columns() {
        return source.columns();
    }

    @Override
    public void read(long byteOffset, MemorySegment target) {
        source.read(byteOffset, target);
    }
}
