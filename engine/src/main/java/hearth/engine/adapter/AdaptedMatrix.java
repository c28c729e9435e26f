package hearth.engine.adapter;

import hearth.compute.Matrix;
import hearth.format.TensorType;

/** W + up · down, with W as it was loaded. Only an {@link AdaptedBackend} computes with it. */
record AdaptedMatrix(Matrix base, LowRank added) implements Matrix {
    @Override
    public TensorType type() {
        return base.type();
    }

    @Override
    public int rows() {
        return base.rows();
    }

    @Override
    public int columns() {
        return base.columns();
    }

    @Override
    public long byteSize() {
        long turned = added.turnedDown().isPresent() ? added.turnedDown().get().byteSize() : 0;
        return base.byteSize() + added.down().byteSize() + added.up().byteSize() + turned;
    }

    @Override
    public void close() {
        base.close();
        added.down().close();
        added.up().close();
        added.turnedDown().ifPresent(Matrix::close);
    }
}
