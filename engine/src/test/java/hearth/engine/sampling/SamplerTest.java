package hearth.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int VOCABULARY = 500;

    private static float[] randomLogits(long seed) {
        Random random = new Random(seed);
        float[] logits = new float[VOCABULARY];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian() * 3;
        }
        return logits;
    }

    private static int[] draw(SamplingOptions options, int randomSeed, int count) {
        Sampler sampler = Sampler.create(options, TokenRules.none(), new Candidates(VOCABULARY), 64, randomSeed);
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = sampler.sample(randomLogits(i), 0);
            sampler.accept(ids[i]);
        }
        return ids;
    }

    @Test
    void sameSeedDrawsTheSame() {
        SamplingOptions options = SamplingOptions.defaults().withSeed(42);

        assertThat(draw(options, 1, 50)).containsExactly(draw(options, 2, 50));
        assertThat(draw(options, 1, 50)).isNotEqualTo(draw(options.withSeed(43), 1, 50));
    }

    @Test
    void withoutASeedTheRandomOneDecides() {
        assertThat(draw(SamplingOptions.defaults(), 5, 50)).containsExactly(draw(SamplingOptions.defaults().withSeed(5), 9, 50));
        assertThat(draw(SamplingOptions.defaults(), 5, 50)).isNotEqualTo(draw(SamplingOptions.defaults(), 6, 50));
    }

    @Test
    void greedyTakesTheLargestAfterPenalties() {
        float[] logits = new float[VOCABULARY];
        logits[7] = 3;
        logits[9] = 2;
        Sampler sampler = Sampler.create(SamplingOptions.greedy().withRepeatPenalty(2), TokenRules.none(), new Candidates(VOCABULARY), 64, 0);

        assertThat(sampler.sample(logits, 0)).isEqualTo(7);
        sampler.accept(7);
        assertThat(sampler.sample(logits, 0)).isEqualTo(9);
        assertThat(logits[7]).isEqualTo(3);
    }

    @Test
    void repeatWindowOfMinusOneIsTheContext() {
        float[] logits = new float[VOCABULARY];
        logits[7] = 3;
        logits[9] = 2;
        SamplingOptions options = SamplingOptions.greedy().withRepeatPenalty(2);
        Sampler whole = Sampler.create(options.withRepeatLastN(-1), TokenRules.none(), new Candidates(VOCABULARY), 64, 0);
        Sampler two = Sampler.create(options.withRepeatLastN(2), TokenRules.none(), new Candidates(VOCABULARY), 64, 0);
        for (int id : new int[] {7, 1, 2, 3}) {
            whole.accept(id);
            two.accept(id);
        }

        assertThat(whole.sample(logits, 0)).isEqualTo(9);
        assertThat(two.sample(logits, 0)).isEqualTo(7);
    }

    @Test
    void drawsFollowTheProbabilities() {
        float[] logits = new float[VOCABULARY];
        java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[3] = (float) Math.log(0.2);
        logits[4] = (float) Math.log(0.8);
        SamplingOptions plain = SamplingOptions.defaults().withTemperature(1).withTopP(1).withTopK(0).withSeed(11);
        Sampler sampler = Sampler.create(plain, TokenRules.none(), new Candidates(VOCABULARY), 64, 0);
        int count = 0;
        for (int i = 0; i < 10_000; i++) {
            count += sampler.sample(logits, 0) == 3 ? 1 : 0;
        }

        // Four standard deviations of 10000 draws at 0.2.
        assertThat(count / 10_000.0).isCloseTo(0.2, within(0.016));
    }
}
