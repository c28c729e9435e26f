package hearth.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.AttentionMask;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelativePositionsTest {
    private static final int HEADS = 2;
    private static final int SIZE = 4;
    private static final int BUCKETS = 8;

    /** With 32 buckets a new one begins at these distances, as transformers counts them for MPNet. */
    @Test
    void distancesFallIntoBuckets() {
        RelativeBuckets buckets = new RelativeBuckets(32);
        int[] firsts = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91};
        for (int bucket = 0; bucket < firsts.length; bucket++) {
            int end = bucket + 1 < firsts.length ? firsts[bucket + 1] : 5000;
            assertThat(buckets.of(-firsts[bucket])).isEqualTo(bucket);
            assertThat(buckets.of(1 - end)).isEqualTo(bucket);
            if (bucket > 0) {
                assertThat(buckets.of(firsts[bucket])).isEqualTo(16 + bucket);
                assertThat(buckets.of(end - 1)).isEqualTo(16 + bucket);
            }
        }
        assertThatThrownBy(() -> new RelativeBuckets(6)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("6 buckets");
    }

    /** Attention over the wider heads is that of the scores with the biases added, of two sequences in one batch. */
    @Test
    void theFurtherDimensionsAddTheBiases() {
        int[] lengths = {5, 3};
        float[] table = values(BUCKETS * HEADS, 7);
        AttentionShape shape = new AttentionShape(HEADS, HEADS, SIZE, SIZE, 0.5f, 0, 0).withMask(AttentionMask.FULL);
        try (Backend backend = new ScalarBackend()) {
            RelativePositions relative = new RelativePositions(shape, 6, table, BUCKETS, new Workspace(backend, 8));
            List<SequenceSpan> spans = List.of(
                    new SequenceSpan(backend.kvCache(cache(relative.shape(), 5)), 0, 5, 0),
                    new SequenceSpan(backend.kvCache(cache(relative.shape(), 3)), 5, 3, 0));
            Tensor query = filled(backend, 1);
            Tensor key = filled(backend, 2);
            Tensor value = filled(backend, 3);
            Tensor out = backend.tensor(8, HEADS * SIZE);
            relative.fill(spans);
            relative.take(backend, query, key, 8);
            backend.attention(0, relative.shape(), relative.query(), relative.key(), value, spans, out);
            int first = 0;
            for (int length : lengths) {
                for (int row = 0; row < length; row++) {
                    float[] found = row(out, first + row);
                    for (int head = 0; head < HEADS; head++) {
                        double[] expected = attended(query, key, value, table, first, length, row, head);
                        for (int i = 0; i < SIZE; i++) {
                            assertThat((double) found[head * SIZE + i]).isCloseTo(expected[i], within(1e-6));
                        }
                    }
                }
                first += length;
            }
            SequenceSpan tooLong = new SequenceSpan(backend.kvCache(cache(relative.shape(), 7)), 0, 7, 0);
            assertThatThrownBy(() -> relative.fill(List.of(tooLong))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void limitsCutOffWhatIsBeyond() {
        try (Backend backend = new ScalarBackend()) {
            Tensor x = backend.tensor(2, 3);
            x.write(0, new float[] {-9, 0.5f, 9}, 0);
            x.write(1, new float[] {-9, 0.5f, 9}, 0);
            new Clamp(2).apply(x, 1);
            assertThat(row(x, 0)).containsExactly(-2, 0.5f, 2);
            assertThat(row(x, 1)).containsExactly(-9, 0.5f, 9);
        }
        assertThatThrownBy(() -> new Clamp(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double[] attended(
            Tensor query, Tensor key, Tensor value, float[] table, int first, int length, int row, int head) {
        RelativeBuckets buckets = new RelativeBuckets(BUCKETS);
        double[] weights = new double[length];
        double sum = 0;
        for (int other = 0; other < length; other++) {
            double product = 0;
            for (int i = 0; i < SIZE; i++) {
                product += (double) row(query, first + row)[head * SIZE + i] * row(key, first + other)[head * SIZE + i];
            }
            weights[other] = Math.exp(0.5 * product + table[buckets.of(other - row) * HEADS + head]);
            sum += weights[other];
        }
        double[] result = new double[SIZE];
        for (int other = 0; other < length; other++) {
            for (int i = 0; i < SIZE; i++) {
                result[i] += weights[other] / sum * row(value, first + other)[head * SIZE + i];
            }
        }
        return result;
    }

    private static KvCacheShape cache(AttentionShape shape, int capacity) {
        return new KvCacheShape(1, HEADS, shape.headSize(), shape.valueHeadSize(), capacity, KvType.F32);
    }

    private static Tensor filled(Backend backend, int seed) {
        Tensor tensor = backend.tensor(8, HEADS * SIZE);
        for (int row = 0; row < 8; row++) {
            tensor.write(row, values(HEADS * SIZE, 31 * seed + row), 0);
        }
        return tensor;
    }

    private static float[] values(int count, int seed) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.sin(1 + i + 1.7 * seed);
        }
        return values;
    }

    private static float[] row(Tensor tensor, int row) {
        float[] values = new float[tensor.columns()];
        tensor.read(row, values, 0);
        return values;
    }
}
