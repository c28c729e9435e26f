package hearth.testkit;

import static org.assertj.core.api.Assertions.fail;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.Matrix;
import hearth.compute.RopePairing;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In the steady state a decode step allocates nearly nothing. A kernel that the compiler gave up on allocates each vector it
 * makes, megabytes a step: so this is also the test that kernels were compiled as they should.
 */
public abstract class AllocationContract {
    private static final int HIDDEN = 768;
    /** Bytes of one operation, threads included: room for a few small arrays. */
    private static final long MOST_BYTES = 1000;

    private static final int STEPS = 200;
    /** Processor time, as on a busy machine the compiler waits for its turn. */
    private static final long WARM_UP_NANOS = 60_000_000_000L;

    /** For the test class of a backend. */
    protected AllocationContract() {}

    /** A backend of the kind under test. */
    protected abstract Backend open(BackendOptions options);

    /** How the names of the backend's own threads begin. */
    protected abstract String threadPrefix();

    static List<TensorType> types() {
        return RandomWeights.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void products(TensorType type) {
        try (Backend backend = open(new BackendOptions(2))) {
            Matrix weight = backend.load(RandomWeights.of(type, 200, HIDDEN, 1));
            Tensor in = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 1));
            Tensor out = backend.tensor(1, 200);
            Tensor embedded = backend.tensor(1, HIDDEN);
            int[] ids = {7};
            assertSteady(type + " project", () -> backend.project(in, 1, weight, out));
            assertSteady(type + " add", () -> backend.projectAdd(in, 1, weight, out));
            assertSteady(type + " gate", () -> backend.gatedProject(in, 1, weight, weight, Activation.SILU, out));
            assertSteady(type + " embed", () -> backend.embed(weight, ids, 1, embedded));
        }
    }

    @Test
    void elementwise() {
        try (Backend backend = open(new BackendOptions(2))) {
            Tensor x = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 1));
            Tensor weight = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 2));
            Tensor rotation = Floats.tensor(backend, 1, 64, Floats.gaussian(64, 3));
            Tensor out = backend.tensor(1, HIDDEN);
            int[] rows = {0};
            assertSteady("norm", () -> backend.rmsNorm(x, 1, weight, 1e-5f, out));
            assertSteady("bias", () -> backend.addBias(out, 1, weight));
            assertSteady("gather", () -> backend.gather(x, rows, 1, out));
            for (RopePairing pairing : RopePairing.values()) {
                assertSteady(pairing.name(), () -> backend.rotate(out, 1, HIDDEN / 64, 64, rotation, pairing));
            }
        }
    }

    @Test
    void betweenProductsAndAttention() {
        try (Backend backend = open(new BackendOptions(2))) {
            Tensor x = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 1));
            Tensor y = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 2));
            Tensor row = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 3));
            Tensor head = Floats.tensor(backend, 1, 64, Floats.gaussian(64, 3));
            Tensor out = backend.tensor(1, HIDDEN);
            int[] rows = {0};
            float[] weights = {0.5f};
            for (Activation activation : Activation.values()) {
                assertSteady(activation + " gate", () -> backend.gate(x, y, 1, activation, out));
                assertSteady(activation + " alone", () -> backend.activate(out, 1, activation));
            }
            assertSteady("clamped gate", () -> backend.clampedGate(x, y, 1, 7, 1.702f, out));
            assertSteady("layer norm", () -> backend.layerNorm(x, 1, 64, row, y, 1e-5f, out));
            assertSteady("norm of heads", () -> backend.rmsNorm(x, 1, head, 1e-5f, out));
            assertSteady("scale", () -> backend.scale(out, 1, 1.0001f));
            assertSteady("scaled sum", () -> backend.addScaled(x, 1, 0.5f, out));
            assertSteady("cap", () -> backend.softcap(out, 1, 30));
            assertSteady("scatter", () -> backend.scatterAdd(x, rows, weights, 1, out));
            assertSteady("copy", () -> backend.copyHeads(x, 1, HIDDEN / 64, 0, 16, out, 48));
        }
    }

    @Test
    void productsOfHeads() {
        try (Backend backend = open(new BackendOptions(2))) {
            Matrix[] heads = new Matrix[6];
            Arrays.setAll(heads, i -> backend.load(RandomWeights.of(TensorType.Q8_0, 64, HIDDEN / 6, i)));
            Tensor in = Floats.tensor(backend, 1, HIDDEN, Floats.gaussian(HIDDEN, 1));
            Tensor out = backend.tensor(1, 6 * 64);
            assertSteady("products of heads", () -> backend.projectHeads(in, 1, heads, out));
        }
    }

    @Test
    void attention() {
        for (KvType type : KvType.values()) {
            for (int group : new int[] {1, 3, 4}) {
                attention(new AttentionShape(2 * group, 2, 64, 64, 0.125f, 0, 0), type);
            }
        }
    }

    @Test
    void attentionWithAllThatItMayHave() {
        AttentionShape shape = new AttentionShape(4, 2, 64, 64, 0.125f, 200, 30);
        attention(shape.withSlopes(0.1f, 0.2f, 0.3f, 0.4f).withSinks(0, 1, 2, 3), KvType.F16);
    }

    private void attention(AttentionShape shape, KvType type) {
        int size = shape.headCount() * 64;
        try (Backend backend = open(new BackendOptions(2));
                KvCache cache = backend.kvCache(new KvCacheShape(1, 2, 64, 64, 1024, type))) {
            Tensor q = Floats.tensor(backend, 1, size, Floats.gaussian(size, 1));
            Tensor k = Floats.tensor(backend, 1, 128, Floats.gaussian(128, 2));
            Tensor out = backend.tensor(1, size);
            for (int i = 0; i <= 600; i += 300) {
                List<SequenceSpan> spans = List.of(new SequenceSpan(cache, 0, 1, i));
                assertSteady(
                        "attention of " + shape + " at " + i + ", " + type,
                        () -> backend.attention(0, shape, q, k, k, spans, out));
            }
        }
    }

    /** Repeats the operation until it stops allocating. */
    private void assertSteady(String what, Runnable operation) {
        long start = ThreadMeter.processCpuNanos();
        long bytes;
        do {
            long before = ThreadMeter.allocatedBytes(threadPrefix());
            for (int i = 0; i < STEPS; i++) {
                operation.run();
            }
            bytes = (ThreadMeter.allocatedBytes(threadPrefix()) - before) / STEPS;
        } while (bytes > MOST_BYTES && ThreadMeter.processCpuNanos() - start < WARM_UP_NANOS);
        if (bytes > MOST_BYTES) {
            fail(what + " still allocates " + bytes + " bytes after warm-up");
        }
    }
}
