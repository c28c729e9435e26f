package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.SequenceSpan;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.VocabularyReader;
import hearth.engine.nn.RopeScaling;
import hearth.format.gguf.GgufFile;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A model of many sequences whose next token is the last one plus one, among the letters a to z: an answer shows at once whether
 * rows or logits got to the wrong sequence. Its caches check that positions follow one another. Steps can be held up.
 */
final class FakeModel implements LanguageModel {
    static final int CONTEXT_LENGTH = 256;
    static final int A = TinyVocabulary.FIRST_BYTE_ID + 'a';
    static final int Z = TinyVocabulary.FIRST_BYTE_ID + 'z';

    private final int batchSize;
    private final List<List<Integer>> steps = new ArrayList<>();
    private final AtomicInteger openCaches = new AtomicInteger();
    private final AtomicInteger mostOpenCaches = new AtomicInteger();
    private volatile Semaphore permits = new Semaphore(Integer.MAX_VALUE / 2);
    private volatile int poison = -1;

    FakeModel(int batchSize) {
        this.batchSize = batchSize;
    }

    /** Rows of each sequence, of each step so far. */
    List<List<Integer>> steps() {
        synchronized (steps) {
            return List.copyOf(steps);
        }
    }

    /** From now on a step needs a permit; to be called before the first. */
    Semaphore holdUp() {
        permits = new Semaphore(0);
        return permits;
    }

    /** Lets all steps go on. */
    void letRun() {
        permits.release(Integer.MAX_VALUE / 4);
    }

    /** A step fails if it has a row with this id. */
    void failAt(int id) {
        poison = id;
    }

    int openCaches() {
        return openCaches.get();
    }

    int mostOpenCaches() {
        return mostOpenCaches.get();
    }

    KvCacheShape shape() {
        return config().kvCacheShape(CONTEXT_LENGTH, KvType.F32);
    }

    Scheduler scheduler(Path folder, SchedulerOptions options) {
        return new Scheduler(
                new Scheduler.Surroundings(this, tokenizer(folder), shape(), this::cache, new ReentrantLock(true), () -> 0), options);
    }

    private KvCache cache(KvCacheShape shape) {
        mostOpenCaches.accumulateAndGet(openCaches.incrementAndGet(), Math::max);
        return new Cache(shape, openCaches);
    }

    private record Cache(KvCacheShape shape, AtomicInteger open, int[] ids, boolean[] closed) implements KvCache {
        Cache(KvCacheShape shape, AtomicInteger open) {
            this(shape, open, new int[shape.capacity()], new boolean[1]);
            Arrays.fill(ids, -1);
        }

        @Override
        public void copyPrefix(KvCache source, int positions) {
            Cache other = (Cache) source;
            require(!other.closed[0] && !closed[0], "a closed cache");
            System.arraycopy(other.ids, 0, ids, 0, positions);
        }

        @Override
        public void close() {
            if (!closed[0]) {
                closed[0] = true;
                open.decrementAndGet();
            }
        }
    }

    static Tokenizer tokenizer(Path folder) {
        try (GgufFile file = GgufFile.open(TinyLlama.create().write(folder.resolve("vocabulary.gguf")))) {
            return VocabularyReader.read(file.metadata());
        }
    }

    @Override
    public ModelConfig config() {
        ModelConfig.Rope rope = new ModelConfig.Rope(2, 10_000, RopeScaling.NONE);
        return new ModelConfig("fake", 1, 2, 2, 1, 1, 2, 2, TinyVocabulary.SIZE, CONTEXT_LENGTH, 0, 1e-5f, 0, rope);
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public void forward(Batch batch, float[] logits) {
        permits.acquireUninterruptibly();
        require(batch.rowCount() <= batchSize, "too many rows");
        synchronized (steps) {
            steps.add(batch.spans().stream().map(SequenceSpan::rowCount).toList());
        }
        int row = 0;
        for (SequenceSpan span : batch.spans()) {
            require(span.firstRow() == row, "spans don't follow one another");
            store(batch, span);
            row += span.rowCount();
        }
        require(row == batch.rowCount(), "rows without a span");
        int vocabulary = TinyVocabulary.SIZE;
        for (int i = 0; i < batch.logitRows().length; i++) {
            int id = batch.tokenIds()[batch.logitRows()[i]];
            Arrays.fill(logits, i * vocabulary, (i + 1) * vocabulary, 0);
            logits[i * vocabulary + (id >= A && id < Z ? id + 1 : A)] = 50;
        }
    }

    private void store(Batch batch, SequenceSpan span) {
        Cache cache = (Cache) span.cache();
        require(!cache.closed[0], "a closed cache");
        for (int r = 0; r < span.rowCount(); r++) {
            int id = batch.tokenIds()[span.firstRow() + r];
            require(id != poison, "poisoned");
            int position = span.firstPosition() + r;
            require(position == 0 || cache.ids[position - 1] >= 0, "a gap in a cache");
            cache.ids[position] = id;
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalStateException(problem);
        }
    }
}
