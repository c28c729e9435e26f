package hearth.compute.cpu.matrix;

import hearth.compute.ActivationType;
import hearth.compute.MatrixSource;
import hearth.compute.cpu.WorkerPool;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Placeholder: keeps weights as stored. */
public final class MatrixLoader {
    public MatrixLoader(WorkerPool pool) {}

    public PackedMatrix load(MatrixSource source) {
        ActivationType.of(source.type());
        MemorySegment bytes = Arena.ofAuto().allocate(source.rows() * source.type().byteSize(source.columns()), 64);
        source.read(0, bytes);
        return new Stored(source.type(), source.rows(), source.columns(), bytes);
    }

    record Stored(TensorType type, int rows, int columns, MemorySegment bytes) implements PackedMatrix {
        @Override
        public long byteSize() {
            return bytes.byteSize();
        }

        @Override
        public void decodeRow(int row, float[] target, int targetOffset) {
            BlockDecoder.decode(type, bytes, row * type.byteSize(columns), target, targetOffset, columns);
        }
    }
}
