package hearth.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.ScalarBackend;
import hearth.compute.Tensor;
import hearth.testkit.ThreadMeter;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each product with an adapted matrix is that with W + up · down, written out. */
class AdaptedBackendTest {
    private static final int COLUMNS = 12;
    private static final int ROWS = 10;
    private static final int RANK = 3;
    private static final int BATCH = 5;

    private final Backend scalar = new ScalarBackend();
    private final AdaptedBackend backend = new AdaptedBackend(scalar);
    private final SplittableRandom random = new SplittableRandom(7);

    /** An adapted matrix, and the matrix it stands for. */
    private record Twin(AdaptedMatrix adapted, Matrix whole) {}

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private Matrix matrix(int rows, int columns, float[] values) {
        return scalar.load(new FloatSource(rows, columns, values));
    }

    private Twin twin(int rows, int columns) {
        float[] base = values(rows * columns);
        float[] down = values(RANK * columns);
        float[] up = values(rows * RANK);
        float[] whole = base.clone();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                for (int k = 0; k < RANK; k++) {
                    whole[r * columns + c] += up[r * RANK + k] * down[k * columns + c];
                }
            }
        }
        LowRank added = new LowRank(
                matrix(RANK, columns, down),
                matrix(rows, RANK, up),
                Optional.of(matrix(columns, RANK, FloatSource.turned(down, columns))));
        return new Twin(new AdaptedMatrix(matrix(rows, columns, base), added), matrix(rows, columns, whole));
    }

    private Tensor tensor(int columns) {
        Tensor tensor = scalar.tensor(BATCH, columns);
        for (int r = 0; r < BATCH; r++) {
            tensor.write(r, values(columns), 0);
        }
        return tensor;
    }

    private static void assertEqual(Tensor found, Tensor wanted, int rows) {
        float[] one = new float[found.columns()];
        float[] other = new float[found.columns()];
        for (int r = 0; r < rows; r++) {
            found.read(r, one, 0);
            wanted.read(r, other, 0);
            for (int c = 0; c < one.length; c++) {
                assertThat(one[c]).as("row %d, column %d", r, c).isCloseTo(other[c], within(1e-4f));
            }
        }
    }

    @Test
    void productsOfGrowingAndShrinkingBatches() {
        Twin twin = twin(ROWS, COLUMNS);
        Tensor in = tensor(COLUMNS);
        for (int rows : new int[] {1, 3, BATCH, 2}) {
            Tensor found = scalar.tensor(BATCH, ROWS);
            Tensor wanted = scalar.tensor(BATCH, ROWS);
            backend.project(in, rows, twin.adapted(), found);
            scalar.project(in, rows, twin.whole(), wanted);
            backend.projectAdd(in, rows, twin.adapted(), found);
            scalar.projectAdd(in, rows, twin.whole(), wanted);
            assertEqual(found, wanted, rows);
        }
    }

    @Test
    void severalProductsAtOnceOfWhichSomeAreAdapted() {
        Twin first = twin(ROWS, COLUMNS);
        Twin last = twin(4, COLUMNS);
        Matrix plain = matrix(6, COLUMNS, values(6 * COLUMNS));
        Tensor in = tensor(COLUMNS);
        Tensor[] found = {scalar.tensor(BATCH, ROWS), scalar.tensor(BATCH, 6), scalar.tensor(BATCH, 4)};
        Tensor[] wanted = {scalar.tensor(BATCH, ROWS), scalar.tensor(BATCH, 6), scalar.tensor(BATCH, 4)};
        backend.projectAll(in, BATCH, new Matrix[] {first.adapted(), plain, last.adapted()}, found);
        scalar.projectAll(in, BATCH, new Matrix[] {first.whole(), plain, last.whole()}, wanted);
        for (int i = 0; i < found.length; i++) {
            assertEqual(found[i], wanted[i], BATCH);
        }
    }

    @Test
    void gatedProducts() {
        Twin gate = twin(ROWS, COLUMNS);
        Twin up = twin(ROWS, COLUMNS);
        Tensor in = tensor(COLUMNS);
        Tensor found = scalar.tensor(BATCH, ROWS);
        Tensor wanted = scalar.tensor(BATCH, ROWS);
        backend.gatedProject(in, BATCH, gate.adapted(), up.adapted(), Activation.SILU, found);
        scalar.gatedProject(in, BATCH, gate.whole(), up.whole(), Activation.SILU, wanted);
        assertEqual(found, wanted, BATCH);
        backend.gatedProject(in, BATCH, gate.whole(), up.adapted(), Activation.GELU, found);
        scalar.gatedProject(in, BATCH, gate.whole(), up.whole(), Activation.GELU, wanted);
        assertEqual(found, wanted, BATCH);
    }

    @Test
    void rowsOfTables() {
        Twin table = twin(ROWS, COLUMNS);
        Tensor found = scalar.tensor(BATCH, COLUMNS);
        Tensor wanted = scalar.tensor(BATCH, COLUMNS);
        int[] ids = {3, 0, 9, 3, 5};
        backend.embed(table.adapted(), ids, BATCH, found);
        scalar.embed(table.whole(), ids, BATCH, wanted);
        assertEqual(found, wanted, BATCH);
    }

    @Test
    void heads() {
        Twin[] twins = {twin(4, 6), twin(4, 6), twin(4, 6)};
        Matrix[] adapted = new Matrix[twins.length];
        Matrix[] whole = new Matrix[twins.length];
        for (int h = 0; h < twins.length; h++) {
            adapted[h] = twins[h].adapted();
            whole[h] = twins[h].whole();
        }
        Tensor in = tensor(18);
        Tensor found = scalar.tensor(BATCH, 12);
        Tensor wanted = scalar.tensor(BATCH, 12);
        backend.projectHeads(in, BATCH, adapted, found);
        scalar.projectHeads(in, BATCH, whole, wanted);
        assertEqual(found, wanted, BATCH);
    }

    @Test
    void aStepAllocatesNothingOfItsOwn() {
        Twin gate = twin(ROWS, COLUMNS);
        Twin up = twin(ROWS, COLUMNS);
        Matrix[] both = {gate.adapted(), up.adapted()};
        Tensor in = tensor(COLUMNS);
        Tensor[] outs = {scalar.tensor(1, ROWS), scalar.tensor(1, ROWS)};
        Tensor row = scalar.tensor(1, COLUMNS);
        int[] ids = {4};
        Runnable step = () -> {
            backend.project(in, 1, gate.adapted(), outs[0]);
            backend.projectAll(in, 1, both, outs);
            backend.gatedProject(in, 1, gate.adapted(), up.adapted(), Activation.SILU, outs[0]);
            backend.embed(gate.adapted(), ids, 1, row);
        };
        Tensor low = scalar.tensor(1, RANK);
        Runnable sameByHand = () -> {
            product(in, gate, low, outs[0]);
            product(in, gate, low, outs[0]);
            product(in, up, low, outs[1]);
            product(in, gate, low, outs[0]);
            product(in, up, low, outs[1]);
            scalar.gate(outs[0], outs[1], 1, Activation.SILU, outs[0]);
            scalar.embed(gate.adapted().base(), ids, 1, row);
            scalar.embed(gate.adapted().added().up(), ids, 1, low);
            scalar.projectAdd(low, 1, gate.adapted().added().turnedDown().orElseThrow(), row);
        };
        long own = bytes(step) - bytes(sameByHand);
        assertThat(own).as("bytes a step").isLessThan(16);
    }

    private void product(Tensor in, Twin twin, Tensor low, Tensor out) {
        scalar.project(in, 1, twin.adapted().base(), out);
        scalar.project(in, 1, twin.adapted().added().down(), low);
        scalar.projectAdd(low, 1, twin.adapted().added().up(), out);
    }

    /** Least of several measurements: the compiler allocates now and then, too. */
    private static long bytes(Runnable step) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long before = ThreadMeter.allocatedBytes();
            step.run();
            least = Math.min(least, ThreadMeter.allocatedBytes() - before);
        }
        return least;
    }
}
