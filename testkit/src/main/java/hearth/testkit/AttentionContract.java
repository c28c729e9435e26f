package hearth.testkit;

import static hearth.testkit.Floats.assertClose;
import static hearth.testkit.Floats.assertSame;
import static hearth.testkit.Floats.gaussian;
import static hearth.testkit.Floats.tensor;
import static hearth.testkit.Floats.values;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.AttentionMask;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What attention of every backend must do: agree with the {@link ScalarBackend}; threads and batch mates change no bit. */
public abstract class AttentionContract {
    private static final int CAPACITY = 900;

    /** For the test class of a backend. */
    protected AttentionContract() {}

    /** A backend of the kind under test. */
    protected abstract Backend open(BackendOptions options);

    static List<AttentionShape> shapes() {
        return List.of(
                new AttentionShape(9, 3, 64, 64, 0.125f, 0, 0),
                new AttentionShape(8, 8, 32, 32, 0.2f, 0, 0),
                new AttentionShape(7, 1, 80, 80, 0.1f, 0, 0),
                new AttentionShape(6, 2, 5, 7, 0.5f, 0, 0),
                new AttentionShape(8, 2, 128, 96, 0.09f, 0, 30),
                new AttentionShape(4, 2, 64, 64, 0.125f, 7, 0),
                new AttentionShape(10, 2, 64, 64, 0.125f, 300, 50),
                new AttentionShape(4, 2, 64, 64, 0.125f, 0, 0).withSinks(0.5f, -3, 2, 20),
                new AttentionShape(4, 1, 40, 40, 0.125f, 9, 0).withSinks(0, 1, 2, 3),
                new AttentionShape(6, 3, 48, 48, 0.15f, 0, 0).withSlopes(0.5f, 0.25f, 0.1f, 0.01f, 0, 0.7f),
                new AttentionShape(4, 4, 32, 32, 0.15f, 0, 20).withSlopes(0.5f, 0.25f, 0.1f, 0.01f),
                new AttentionShape(4, 4, 32, 32, 0.2f, 0, 0).withMask(AttentionMask.FULL),
                new AttentionShape(6, 2, 64, 64, 0.125f, 8, 0).withMask(AttentionMask.FULL),
                new AttentionShape(6, 2, 64, 64, 0.125f, 301, 0).withMask(AttentionMask.FULL),
                new AttentionShape(4, 4, 32, 32, 0.2f, 0, 0).withMask(AttentionMask.FULL).withSlopes(0.5f, 0.3f, 1, 2));
    }

    /** Those in which a row sees the same whatever rows come with it. */
    static List<AttentionShape> causalShapes() {
        return shapes().stream().filter(shape -> shape.mask() == AttentionMask.CAUSAL).toList();
    }

    /** Steps of one or several sequences on one backend; seeds make two runs see the same numbers. */
    private static final class Run implements AutoCloseable {
        private final Backend backend;
        private final AttentionShape shape;
        private final List<KvCache> caches = new ArrayList<>();
        private final int layer;

        Run(Backend backend, AttentionShape shape, KvType type, int sequences) {
            this.backend = backend;
            this.shape = shape;
            layer = 1;
            for (int i = 0; i < sequences; i++) {
                caches.add(backend.kvCache(
                        new KvCacheShape(2, shape.kvHeadCount(), shape.headSize(), shape.valueHeadSize(), CAPACITY, type)));
            }
        }

        SequenceSpan span(int sequence, int firstRow, int rowCount, int firstPosition) {
            return new SequenceSpan(caches.get(sequence), firstRow, rowCount, firstPosition);
        }

        float[] attend(int rows, float[] q, float[] k, float[] v, SequenceSpan... spans) {
            Tensor out = backend.tensor(rows, shape.headCount() * shape.valueHeadSize());
            backend.attention(
                    layer,
                    shape,
                    tensor(backend, rows, shape.headCount() * shape.headSize(), q),
                    tensor(backend, rows, shape.kvHeadCount() * shape.headSize(), k),
                    tensor(backend, rows, shape.kvHeadCount() * shape.valueHeadSize(), v),
                    List.of(spans),
                    out);
            return values(out, rows);
        }

        /** Random rows at one sequence's positions. */
        float[] step(long seed, int sequence, int position, int rows) {
            return attend(rows, q(seed, rows), k(seed, rows), v(seed, rows), span(sequence, 0, rows, position));
        }

        float[] q(long seed, int rows) {
            return gaussian(rows * shape.headCount() * shape.headSize(), seed);
        }

        float[] k(long seed, int rows) {
            return gaussian(rows * shape.kvHeadCount() * shape.headSize(), seed + 1000);
        }

        float[] v(long seed, int rows) {
            return gaussian(rows * shape.kvHeadCount() * shape.valueHeadSize(), seed + 2000);
        }

        @Override
        public void close() {
            caches.forEach(KvCache::close);
            backend.close();
        }
    }

    private static void assertAgree(String what, float[] actual, float[] expected) {
        assertClose(what, actual, expected, 2e-5);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithTheJudgeFromPrefillToLongDecode(AttentionShape shape) {
        for (KvType type : KvType.values()) {
            try (Run ours = new Run(open(new BackendOptions(2)), shape, type, 1);
                    Run judge = new Run(new ScalarBackend(), shape, type, 1)) {
                int position = 0;
                for (int rows : new int[] {1, 1, 37, 1, 2, 3, 17, 1, 210, 1, 1, 5, 70, 4, 1}) {
                    String what = shape + " " + type + " " + rows + " rows at " + position;
                    assertAgree(what, ours.step(position, 0, position, rows), judge.step(position, 0, position, rows));
                    position += rows;
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void spansOfOneBatchDoNotMix(AttentionShape shape) {
        try (Run ours = new Run(open(new BackendOptions(2)), shape, KvType.F16, 3);
                Run judge = new Run(new ScalarBackend(), shape, KvType.F16, 3)) {
            for (Run run : List.of(ours, judge)) {
                run.step(1, 0, 0, 280);
                run.step(2, 1, 0, 3);
            }
            float[][] results = new float[2][];
            for (Run run : List.of(ours, judge)) {
                results[run == ours ? 0 : 1] = run.attend(13, run.q(7, 13), run.k(7, 13), run.v(7, 13),
                        run.span(1, 12, 1, 3), run.span(0, 0, 2, 280), run.span(2, 2, 10, 0));
            }
            assertAgree("three spans", results[0], results[1]);
        }
    }

    @ParameterizedTest
    @MethodSource("causalShapes")
    void threadsAndBatchMatesChangeNoBit(AttentionShape shape) {
        int rows = 45;
        int outColumns = shape.headCount() * shape.valueHeadSize();
        float[][] results = new float[3][];
        for (int threads = 1; threads <= 3; threads++) {
            try (Run run = new Run(open(new BackendOptions(threads)), shape, KvType.F16, 1)) {
                run.step(1, 0, 0, 700);
                float[] q = run.q(3, rows);
                float[] k = run.k(3, rows);
                float[] v = run.v(3, rows);
                results[threads - 1] = run.attend(rows, q, k, v, run.span(0, 0, rows, 700));
                assertSame(threads + " threads", results[threads - 1], results[0]);
                for (int row = 0; row < rows; row++) {
                    float[] alone = run.attend(1, Floats.row(q, row, q.length / rows), Floats.row(k, row, k.length / rows),
                            Floats.row(v, row, v.length / rows), run.span(0, 0, 1, 700 + row));
                    assertSame("row " + row + " alone", alone, Floats.row(results[0], row, outColumns));
                }
            }
        }
    }

    @Test
    void whatWasForgottenIsGone() {
        AttentionShape shape = shapes().getFirst();
        try (Run ours = new Run(open(new BackendOptions(2)), shape, KvType.F16, 1);
                Run judge = new Run(new ScalarBackend(), shape, KvType.F16, 1)) {
            for (Run run : List.of(ours, judge)) {
                // Positions 20 and later end as infinities that nothing may see after the return to 20.
                float[] huge = run.v(1, 400);
                Arrays.fill(huge, 20 * huge.length / 400, huge.length, 1e9f);
                run.attend(400, run.q(1, 400), run.k(1, 400), huge, run.span(0, 0, 400, 0));
            }
            assertAgree("after the return", ours.step(2, 0, 20, 1), judge.step(2, 0, 20, 1));
            assertAgree("and on", ours.step(3, 0, 21, 1), judge.step(3, 0, 21, 1));
        }
    }

    @Test
    void largeScoresPickOnePosition() {
        AttentionShape shape = new AttentionShape(4, 2, 64, 64, 1, 0, 0);
        for (float magnitude : new float[] {0, 1e-20f, 100, 1e4f}) {
            try (Run ours = new Run(open(new BackendOptions(2)), shape, KvType.F32, 1);
                    Run judge = new Run(new ScalarBackend(), shape, KvType.F32, 1)) {
                float[][] results = new float[2][];
                for (Run run : List.of(ours, judge)) {
                    // All scores of a position are ± the same whole number, so neither side rounds.
                    float[] q = new float[300 * 4 * 64];
                    Arrays.fill(q, 1);
                    float[] k = new float[300 * 2 * 64];
                    for (int i = 0; i < k.length; i++) {
                        k[i] = magnitude * (i / 128 % 11 - 5);
                    }
                    results[run == ours ? 0 : 1] = run.attend(300, q, k, run.v(1, 300), run.span(0, 0, 300, 0));
                }
                assertAgree("scores of " + magnitude, results[0], results[1]);
            }
        }
    }

    @Test
    void layersAreApart() {
        AttentionShape shape = shapes().getFirst();
        try (Backend backend = open(new BackendOptions(2));
                KvCache cache = backend.kvCache(new KvCacheShape(2, 3, 64, 64, 10, KvType.F32))) {
            Tensor q = tensor(backend, 1, 576, gaussian(576, 1));
            Tensor k = tensor(backend, 1, 192, gaussian(192, 2));
            Tensor v = tensor(backend, 1, 192, gaussian(192, 3));
            Tensor out = backend.tensor(1, 576);
            backend.attention(0, shape, q, k, backend.tensor(1, 192), List.of(new SequenceSpan(cache, 0, 1, 0)), out);
            backend.attention(1, shape, q, k, v, List.of(new SequenceSpan(cache, 0, 1, 0)), out);
            float[] values = values(out, 1);
            for (int head = 0; head < 9; head++) {
                float[] expected = Arrays.copyOfRange(values(v, 1), head / 3 * 64, head / 3 * 64 + 64);
                assertClose("head " + head, Floats.row(values, head, 64), expected, 1e-6);
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        AttentionShape shape = shapes().getFirst();
        try (Run run = new Run(open(new BackendOptions(1)), shape, KvType.F16, 1)) {
            assertRefused(() -> run.step(1, 0, CAPACITY - 1, 2));
            assertRefused(() -> run.step(1, 0, -1, 1));
            assertRefused(() -> run.attend(1, run.q(1, 1), run.k(1, 1), run.v(1, 1), run.span(0, 1, 1, 0)));
            assertRefused(() -> run.attend(1, run.q(1, 1), run.k(1, 1), run.v(1, 1), run.span(0, -1, 1, 0)));
            try (Run other = new Run(open(new BackendOptions(1)), shapes().get(1), KvType.F16, 1)) {
                assertRefused(() -> run.attend(1, run.q(1, 1), run.k(1, 1), run.v(1, 1), other.span(0, 0, 1, 0)));
            }
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
