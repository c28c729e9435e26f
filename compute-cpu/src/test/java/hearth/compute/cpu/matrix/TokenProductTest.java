package hearth.compute.cpu.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.HeapTensor;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.compute.cpu.WorkerPool;
import hearth.format.TensorType;
import hearth.testkit.RandomWeights;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Products of single tokens whose worker loses its core on the way. */
@Timeout(60)
class TokenProductTest {
    private static final int COLUMNS = 32;

    /** Row r times x is (r + 1) · factor · x[0]; before that, what a test wants of the thread. */
    private static final class Slow extends PanelMatrix {
        final int factor;
        volatile Consumer<Thread> onMultiply = thread -> {};

        Slow(int rows, int factor) {
            super(RandomWeights.of(TensorType.F32, rows, COLUMNS, 1), 0L);
            this.factor = factor;
        }

        @Override
        ActivationKind activationKind() {
            return ActivationKind.FLOATS;
        }

        @Override
        void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {}

        @Override
        public void decodeRow(int row, float[] target, int targetOffset) {}

        @Override
        void multiplyOne(Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
            onMultiply.accept(Thread.currentThread());
            for (int i = 0; i < PANEL_ROWS; i++) {
                out[offset + i] = (panel * PANEL_ROWS + i + 1) * factor * activations.values[token * COLUMNS];
            }
        }

        @Override
        boolean multipliesPairs() {
            return false;
        }

        @Override
        void multiplyMany(Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out) {}
    }

    @Test
    void resultsAreThoseOfTheCallerAndAddedOnce() {
        int rows = 8 * PanelMatrix.PANEL_ROWS - 5;
        Thread caller = Thread.currentThread();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch back = new CountDownLatch(1);
        try (WorkerPool pool = new WorkerPool(2);
                Slow first = new Slow(rows, 1);
                Slow second = new Slow(rows + 40, 10)) {
            Projector projector = new Projector(pool);
            float[] out = new float[2 * rows];
            first.onMultiply = thread -> {
                if (thread == caller) {
                    await(held);
                } else {
                    held.countDown();
                    await(free);
                }
            };
            projector.project(in(2, 3), COLUMNS, 2, first, out, true);
            assertThat(out).isEqualTo(products(rows, 1, 2, 3));

            // The next product has more rows and one token; in its middle the worker comes back from the one before.
            second.onMultiply = thread -> {
                if (thread == caller) {
                    free.countDown();
                    await(back);
                } else {
                    back.countDown();
                }
            };
            float[] last = new float[rows + 40];
            projector.project(in(7), COLUMNS, 1, second, last, true);
            assertThat(last).isEqualTo(products(rows + 40, 10, 7));
            assertThat(out).isEqualTo(products(rows, 1, 2, 3));
        }
    }

    @Test
    void panelsOfSeveralMatricesAreSharedOut() {
        try (WorkerPool pool = new WorkerPool(3);
                Slow first = new Slow(5 * PanelMatrix.PANEL_ROWS + 1, 1);
                Slow second = new Slow(1, 2);
                Slow third = new Slow(PanelMatrix.PANEL_ROWS, 3)) {
            Slow[] weights = {first, second, third, first, second};
            Tensor[] outs = new Tensor[weights.length];
            for (int tokens = 1; tokens <= 4; tokens++) {
                int rows = tokens;
                Arrays.setAll(outs, i -> new HeapTensor(rows, weights[i].rows()));
                float[] values = Arrays.copyOf(new float[] {2, 3, 5, 7}, tokens);
                new Projector(pool).project(in(values), COLUMNS, tokens, (Matrix[]) weights, outs);
                for (int i = 0; i < weights.length; i++) {
                    assertThat(((HeapTensor) outs[i]).values())
                            .isEqualTo(products(weights[i].rows(), weights[i].factor, values));
                }
            }
        }
    }

    private static float[] in(float... firsts) {
        float[] values = new float[firsts.length * COLUMNS];
        for (int i = 0; i < firsts.length; i++) {
            values[i * COLUMNS] = firsts[i];
        }
        return values;
    }

    private static float[] products(int rows, int factor, float... firsts) {
        float[] values = new float[firsts.length * rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % rows + 1) * factor * firsts[i / rows];
        }
        return values;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}
