package hearth.testkit;

import static hearth.testkit.Floats.assertSame;
import static hearth.testkit.Floats.gaussian;
import static hearth.testkit.Floats.tensor;
import static hearth.testkit.Floats.values;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What KV caches of every backend must do beside what attention needs: a beginning that was copied is as good as one that was run. */
public abstract class KvCacheContract {
    private static final int LAYERS = 2;
    private static final int CAPACITY = 700;
    private static final AttentionShape SHAPE = new AttentionShape(6, 2, 5, 7, 0.5f, 0, 0);

    /** For the test class of a backend. */
    protected KvCacheContract() {}

    /** A backend of the kind under test. */
    protected abstract Backend open(BackendOptions options);

    private static KvCacheShape shape(KvType type) {
        return new KvCacheShape(LAYERS, SHAPE.kvHeadCount(), SHAPE.headSize(), SHAPE.valueHeadSize(), CAPACITY, type);
    }

    private static float[] step(Backend backend, KvCache cache, int layer, int position, int rows, long seed) {
        Tensor out = backend.tensor(rows, SHAPE.headCount() * SHAPE.valueHeadSize());
        backend.attention(
                layer,
                SHAPE,
                random(backend, rows, SHAPE.headCount() * SHAPE.headSize(), seed),
                random(backend, rows, SHAPE.kvHeadCount() * SHAPE.headSize(), seed + 1),
                random(backend, rows, SHAPE.kvHeadCount() * SHAPE.valueHeadSize(), seed + 2),
                List.of(new SequenceSpan(cache, 0, rows, position)),
                out);
        return values(out, rows);
    }

    private static Tensor random(Backend backend, int rows, int columns, long seed) {
        return tensor(backend, rows, columns, gaussian(rows * columns, seed));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 255, 256, 257, 512, 600})
    void aCopiedBeginningIsAsGoodAsOneThatWasRun(int copied) {
        for (KvType type : KvType.values()) {
            try (Backend backend = open(new BackendOptions(2));
                    KvCache source = backend.kvCache(shape(type));
                    KvCache expected = backend.kvCache(shape(type));
                    KvCache copy = backend.kvCache(shape(type))) {
                for (int layer = 0; layer < LAYERS; layer++) {
                    step(backend, source, layer, 0, 600, 10 + layer);
                    step(backend, expected, layer, 0, 600, 10 + layer);
                    // A cache that was in use before.
                    step(backend, copy, layer, 0, 40, 77);
                }
                copy.copyPrefix(source, copied);
                for (int layer = 0; layer < LAYERS; layer++) {
                    // The source goes on in its own way.
                    step(backend, source, layer, copied / 2, 30, 500);
                    for (int position = copied; position < copied + 40; position += 20) {
                        assertSame(
                                type + " layer " + layer + " at " + position,
                                step(backend, copy, layer, position, 20, position),
                                step(backend, expected, layer, position, 20, position));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CAPACITY - 1, CAPACITY + 1})
    void anotherShapeIsRefused(int capacity) {
        try (Backend backend = open(new BackendOptions(1));
                KvCache cache = backend.kvCache(shape(KvType.F16));
                KvCache other = backend.kvCache(new KvCacheShape(LAYERS, 2, 5, 7, capacity, KvType.F16))) {
            assertThatThrownBy(() -> cache.copyPrefix(other, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
