package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;

/** The last two dimensions exchanged. One matrix at a time is held in memory, until its last value has been read. */
final class Transposed implements Values {
    private static final long MAX_MATRIX = 1L << 30;

    private record Matrix(long index, float[] values) {}

    private final Values input;
    private final List<Long> shape;
    private final int inRows;
    private final int inColumns;
    private SoftReference<Matrix> last = new SoftReference<>(null);

    /** Exchanged twice is as it was. */
    static Values of(Values input) {
        return input instanceof Transposed turned ? turned.input : new Transposed(input);
    }

    private Transposed(Values input) {
        this.input = input;
        if (input.size(-1) > MAX_MATRIX / Math.max(1, input.size(-2))) {
            throw input.error("is too large to be transposed: " + input.shape());
        }
        this.inRows = (int) input.size(-2);
        this.inColumns = (int) input.size(-1);
        List<Long> turned = new ArrayList<>(input.shape());
        turned.set(turned.size() - 1, (long) inRows);
        turned.set(turned.size() - 2, (long) inColumns);
        this.shape = List.copyOf(turned);
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public List<Long> shape() {
        return shape;
    }

    @Override
    public Kept kept() {
        return switch (input.kept()) {
            case Kept.As(Blocks blocks) when blocks.type().blockSize() == 1 -> Kept.plain(this, blocks.type());
            case Kept.As(Blocks _) -> new Kept.Not("is stored with rows and columns exchanged", TensorType.F32);
            case Kept.Not not -> not;
        };
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        long matrixSize = (long) inRows * inColumns;
        int done = 0;
        while (done < count) {
            long index = (first + done) / matrixSize;
            int start = (int) ((first + done) % matrixSize);
            int now = (int) Math.min(matrixSize - start, count - done);
            float[] matrix = matrix(index);
            for (int i = 0; i < now; i++) {
                int at = start + i;
                target[offset + done + i] = matrix[at % inRows * inColumns + at / inRows];
            }
            done += now;
            if (start + now == matrixSize) {
                forget();
            }
        }
    }

    private synchronized float[] matrix(long index) {
        Matrix known = last.get();
        if (known != null && known.index == index) {
            return known.values;
        }
        float[] values = new float[inRows * inColumns];
        input.read(index * values.length, values.length, values, 0);
        last = new SoftReference<>(new Matrix(index, values));
        return values;
    }

    private synchronized void forget() {
        last.clear();
    }
}
