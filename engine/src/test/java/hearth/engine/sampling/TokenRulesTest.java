package hearth.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Masks and biases come before penalties and filters, so that the filters share out what is allowed. */
class TokenRulesTest {
    private static final int VOCABULARY = 130;

    private static TokenConstraint only(int... ids) {
        long[] allowed = new long[3];
        for (int id : ids) {
            allowed[id >> 6] |= 1L << id;
        }
        return new TokenConstraint() {
            @Override
            public long[] allowed() {
                return allowed;
            }

            @Override
            public void accept(int id) {
                assertThat(ids).contains(id);
            }
        };
    }

    private static int[] counts(SamplingOptions options, TokenRules rules, float[] logits, int draws) {
        Sampler sampler = Sampler.create(options, rules, new Candidates(VOCABULARY), 64, 1);
        int[] counts = new int[VOCABULARY];
        for (int i = 0; i < draws; i++) {
            int id = sampler.sample(logits, 0);
            sampler.accept(id);
            counts[id]++;
        }
        return counts;
    }

    private static float[] falling() {
        float[] logits = new float[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) {
            logits[i] = -i * 0.1f;
        }
        return logits;
    }

    @Test
    void filtersSeeWhatIsAllowedOnly() {
        SamplingOptions options = SamplingOptions.defaults().withTemperature(1).withTopK(2).withTopP(1).withSeed(3);
        int[] counts = counts(options, TokenRules.none().withConstraint(() -> only(50, 64, 129)), falling(), 2_000);

        // Top-k keeps 50 and 64, in the ratio e^1.4.
        assertThat(counts[50] + counts[64]).isEqualTo(2_000);
        assertThat(counts[64]).isBetween(300, 500);
    }

    @Test
    void greedyTakesTheLikeliestAllowed() {
        assertThat(counts(SamplingOptions.greedy(), TokenRules.none().withConstraint(() -> only(129, 65)), falling(), 3)[65])
                .isEqualTo(3);
    }

    @Test
    void everyFilterLivesWithOneAllowedToken() {
        SamplingOptions all = SamplingOptions.defaults()
                .withMinP(0.2f)
                .withTypicalP(0.5f)
                .withTopP(0.5f)
                .withMinKeep(5)
                .withRepeatPenalty(1.3f)
                .withPresencePenalty(1);
        assertThat(counts(all, TokenRules.none().withConstraint(() -> only(77)), falling(), 20)[77]).isEqualTo(20);
    }

    @Test
    void constraintAndBiasThatLeaveNothingAreAnError() {
        TokenRules rules = TokenRules.none()
                .withConstraint(() -> only(5))
                .withBias(Map.of(5, Float.NEGATIVE_INFINITY));
        assertThatThrownBy(() -> counts(SamplingOptions.greedy(), rules, falling(), 1))
                .isInstanceOf(NoTokenAllowedException.class)
                .hasMessageContaining("logit bias");
    }

    @Test
    void minKeepHoldsBackTheFilters() {
        SamplingOptions narrow = SamplingOptions.defaults().withTemperature(1).withTopK(0).withTopP(0.001f).withMinP(1).withSeed(4);
        assertThat(counts(narrow, TokenRules.none(), falling(), 500)[0]).isEqualTo(500);

        int[] kept = counts(narrow.withMinKeep(3), TokenRules.none(), falling(), 500);
        assertThat(kept[0] + kept[1] + kept[2]).isEqualTo(500);
        assertThat(kept[2]).isPositive();
    }

    @Test
    void valuesAreChecked() {
        assertThatThrownBy(() -> TokenRules.none().withBias(Map.of(-1, 0f))).hasMessageContaining("token -1");
        assertThatThrownBy(() -> TokenRules.none().withBias(Map.of(1, Float.NaN))).hasMessageContaining("NaN");
        assertThatThrownBy(() -> TokenRules.none().withBias(Map.of(1, Float.POSITIVE_INFINITY))).hasMessageContaining("Infinity");
    }
}
