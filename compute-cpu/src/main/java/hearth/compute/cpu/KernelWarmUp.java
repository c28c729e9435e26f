package hearth.compute.cpu;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.RopePairing;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Runs each operation on tiny operands until it is fast, which is when C2 has compiled it: before that, code on vectors is hundreds
 * of times slower, and a first prompt would take many seconds. Meant for a thread of its own while weights are being read.
 */
final class KernelWarmUp {
    private static final int PROMPT_ROWS = 12;
    private static final int COLUMNS = 256;
    private static final int ROWS = 64;
    private static final int POSITIONS = 64;
    /** An operation on operands this small takes a few microseconds once compiled. */
    private static final long FAST_NANOS = 40_000;

    private static final int FAST_RUNS_IN_A_ROW = 5;
    private static final long MOST_NANOS_PER_OPERATION = 400_000_000;

    private final CpuBackend backend;

    private KernelWarmUp(CpuBackend backend) {
        this.backend = backend;
    }

    static void prompts(Set<TensorType> layerTypes, Set<TensorType> tokenTypes, AttentionShape shape, KvType kvType) {
        // Two threads, because one waits for the compiler most of the time.
        CompletableFuture<Void> products = CompletableFuture.runAsync(
                () -> with(warmUp -> {
                    layerTypes.forEach(warmUp::promptProducts);
                    tokenTypes.forEach(warmUp::tokenProducts);
                }),
                task -> Thread.ofPlatform().daemon().name("warm-up-products").start(task));
        with(warmUp -> {
            warmUp.attention(shape, kvType, PROMPT_ROWS);
            warmUp.rows();
        });
        products.join();
    }

    static void answers(Set<TensorType> layerTypes, AttentionShape shape, KvType kvType) {
        with(warmUp -> {
            layerTypes.forEach(warmUp::singleProducts);
            warmUp.attention(shape, kvType, 1);
        });
    }

    private static void with(Consumer<KernelWarmUp> operations) {
        try (CpuBackend backend = new CpuBackend(1)) {
            operations.accept(new KernelWarmUp(backend));
        }
    }

    private void promptProducts(TensorType type) {
        Tensor in = filled(COLUMNS);
        Tensor out = backend.tensor(PROMPT_ROWS, ROWS);
        try (Matrix weights = backend.load(new Zeros(type))) {
            untilFast(() -> backend.project(in, PROMPT_ROWS, weights, out));
            untilFast(() -> backend.projectAdd(in, PROMPT_ROWS, weights, out));
        }
    }

    private void singleProducts(TensorType type) {
        Tensor in = filled(COLUMNS);
        Tensor out = backend.tensor(1, ROWS);
        try (Matrix weights = backend.load(new Zeros(type))) {
            untilFast(() -> backend.project(in, 1, weights, out));
            untilFast(() -> backend.gatedProject(in, 1, weights, weights, Activation.SILU, out));
        }
    }

    private void tokenProducts(TensorType type) {
        Tensor in = filled(COLUMNS);
        Tensor out = backend.tensor(1, ROWS);
        int[] ids = {1};
        try (Matrix weights = backend.load(new Zeros(type))) {
            untilFast(() -> backend.embed(weights, ids, 1, in));
            untilFast(() -> backend.project(in, 1, weights, out));
        }
    }

    private void rows() {
        Tensor x = filled(COLUMNS);
        Tensor weight = filled(COLUMNS);
        Tensor rotation = filled(64);
        untilFast(() -> backend.rmsNorm(x, PROMPT_ROWS, weight, 1e-5f, x));
        untilFast(() -> backend.rotate(x, PROMPT_ROWS, COLUMNS / 64, 64, rotation, RopePairing.INTERLEAVED));
    }

    private void attention(AttentionShape shape, KvType kvType, int tokens) {
        KvCacheShape size = new KvCacheShape(
                1, shape.kvHeadCount(), shape.headSize(), shape.valueHeadSize(), POSITIONS, kvType);
        try (KvCache cache = backend.kvCache(size)) {
            Tensor q = filled(shape.headCount() * shape.headSize());
            Tensor k = filled(shape.kvHeadCount() * shape.headSize());
            Tensor v = filled(shape.kvHeadCount() * shape.valueHeadSize());
            Tensor out = backend.tensor(PROMPT_ROWS, shape.headCount() * shape.valueHeadSize());
            List<SequenceSpan> spans = List.of(new SequenceSpan(cache, 0, tokens, POSITIONS - tokens));
            untilFast(() -> backend.attention(0, shape, q, k, v, spans, out));
        }
    }

    private Tensor filled(int columns) {
        Tensor tensor = backend.tensor(PROMPT_ROWS, columns);
        float[] row = new float[columns];
        for (int r = 0; r < PROMPT_ROWS; r++) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) Math.sin(r * 31 + i + 1);
            }
            tensor.write(r, row, 0);
        }
        return tensor;
    }

    private static void untilFast(Runnable operation) {
        long start = System.nanoTime();
        int fastRuns = 0;
        for (long before = start; fastRuns < FAST_RUNS_IN_A_ROW; ) {
            operation.run();
            long now = System.nanoTime();
            fastRuns = now - before < FAST_NANOS ? fastRuns + 1 : 0;
            if (now - start > MOST_NANOS_PER_OPERATION) {
                return;
            }
            before = now;
        }
    }

    /** Weights that are all zero. */
    private record Zeros(TensorType type) implements MatrixSource {
        @Override
        public int rows() {
            return ROWS;
        }

        @Override
        public int columns() {
            return COLUMNS;
        }

        @Override
        public void read(long byteOffset, MemorySegment target) {
            target.fill((byte) 0);
        }
    }
}
