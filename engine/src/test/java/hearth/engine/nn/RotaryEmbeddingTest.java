package hearth.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.HeapTensor;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.compute.SequenceSpan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotaryEmbeddingTest {
    private static final int DIMENSIONS = 4;
    private static final float THETA = 100;

    private static float[] row(RopeScaling scaling, int position) {
        RotaryEmbedding rope = new RotaryEmbedding(DIMENSIONS, THETA, scaling, Optional.empty());
        HeapTensor rotation = new HeapTensor(1, DIMENSIONS);
        rope.fill(List.of(span(0, 1, position)), rotation);
        return rotation.values();
    }

    private static SequenceSpan span(int firstRow, int rowCount, int firstPosition) {
        KvCache cache = new ScalarBackend().kvCache(new KvCacheShape(1, 1, 1, 1, 1, KvType.F32));
        return new SequenceSpan(cache, firstRow, rowCount, firstPosition);
    }

    private static RopeScaling.Yarn yarn(float extrapolation, float attentionFactor, float logMultiplier) {
        return new RopeScaling.Yarn(4, 16, extrapolation, attentionFactor, 0.5f, 32, 1, logMultiplier, true);
    }

    @Test
    void anglesFollowPositionAndPair() {
        float[] row = row(RopeScaling.NONE, 3);

        // Angles 3 · 100^0 and 3 · 100^-0.5.
        assertThat(row[0]).isEqualTo((float) Math.cos(3));
        assertThat(row[1]).isEqualTo((float) Math.sin(3));
        assertThat(row[2]).isEqualTo((float) Math.cos(0.3), within(1e-7f));
        assertThat(row[3]).isEqualTo((float) Math.sin(0.3), within(1e-7f));
    }

    @Test
    void rowsOfSeveralSequencesHaveTheirOwnPositions() {
        RotaryEmbedding rope = new RotaryEmbedding(DIMENSIONS, THETA, RopeScaling.NONE, Optional.empty());
        HeapTensor rotation = new HeapTensor(3, DIMENSIONS);
        rope.fill(List.of(span(0, 2, 5), span(2, 1, 9)), rotation);

        assertThat(rotation.values()[0]).isEqualTo((float) Math.cos(5));
        assertThat(rotation.values()[DIMENSIONS]).isEqualTo((float) Math.cos(6));
        assertThat(rotation.values()[2 * DIMENSIONS]).isEqualTo((float) Math.cos(9));
    }

    @Test
    void linearScalingDividesAnglesAndKeepsItsMagnitude() {
        assertThat(row(new RopeScaling.Linear(4, 2), 8)[1]).isEqualTo((float) (2 * Math.sin(2)));
    }

    @Test
    void yarnMagnitudes() {
        float plain = (float) (0.1 * Math.log(4) + 1);

        assertThat(row(yarn(1, 1, 0), 0)[0]).isEqualTo(plain);
        assertThat(row(yarn(1, 3, 0), 0)[0]).isEqualTo(3 * plain, within(1e-6f));
        assertThat(row(yarn(1, 1, 1), 0)[0]).isEqualTo(1f);
        assertThat(row(yarn(1, 1, 2), 0)[0]).isEqualTo((float) (plain / (0.2 * Math.log(4) + 1)), within(1e-6f));
        assertThat(row(yarn(0, 3, 0), 0)[0]).as("without extrapolation the plain magnitude counts").isEqualTo(1.5f);
    }

    @Test
    void yarnKeepsFastPairsAndDividesSlowOnes() {
        float magnitude = (float) (0.1 * Math.log(4) + 1);
        // cd(32) = 4 ln(16/64π)/(2 ln 100) < 0 and cd(1) = 0.41: pair 0 stays, pair 1 is divided by 4.
        float[] row = row(yarn(1, 1, 0), 3);

        assertThat(row[1]).isEqualTo((float) (magnitude * Math.sin(3)), within(1e-6f));
        assertThat(row[3]).isEqualTo((float) (magnitude * Math.sin(0.3 / 4)), within(1e-6f));
    }
}
