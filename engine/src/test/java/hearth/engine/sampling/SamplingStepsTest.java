package hearth.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each step against values worked out by hand; probabilities are given as logits ln p. */
class SamplingStepsTest {
    private static Candidates ofLogits(float... logits) {
        Candidates candidates = new Candidates(logits.length);
        candidates.load(logits, 0);
        return candidates;
    }

    private static Candidates ofProbabilities(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return ofLogits(logits);
    }

    private static int[] ids(Candidates candidates) {
        return IntStream.range(0, candidates.size()).map(candidates::id).toArray();
    }

    private static int[] after(SamplingStep step, Candidates candidates) {
        step.apply(candidates);
        return ids(candidates);
    }

    @Test
    void topKKeepsTheLargestInOrder() {
        assertThat(after(new TopK(2), ofLogits(1, 5, -2, 4))).containsExactly(1, 3);
        assertThat(after(new TopK(4), ofLogits(1, 5, -2, 4))).containsExactly(1, 3, 0, 2);
        assertThat(after(new TopK(9), ofLogits(1, 5, -2, 4))).containsExactly(1, 3, 0, 2);
    }

    @Test
    void topKPrefersTheLowerIdOfEqualLogits() {
        assertThat(after(new TopK(3), ofLogits(0, 7, -0f, 7, 7))).containsExactly(1, 3, 4);
        assertThat(after(new TopK(4), ofLogits(0, 7, -0f, 7, 7))).containsExactly(1, 3, 4, 0);
    }

    @Test
    void topKEqualsAFullSortOnRandomLogits() {
        Random random = new Random(7);
        float[] logits = new float[1_000];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextInt(300) - 150;
        }
        Integer[] expected = IntStream.range(0, logits.length).boxed().toArray(Integer[]::new);
        Arrays.sort(expected, (a, b) -> logits[a] != logits[b] ? Float.compare(logits[b], logits[a]) : a - b);
        for (int k : new int[] {1, 2, 40, 999}) {
            Candidates candidates = ofLogits(logits);
            new TopK(k).apply(candidates);
            assertThat(ids(candidates)).containsExactly(Arrays.stream(expected).limit(k).mapToInt(i -> i).toArray());
            for (int i = 0; i < k; i++) {
                assertThat(candidates.logit(i)).isEqualTo(logits[candidates.id(i)]);
            }
        }
    }

    @Test
    void topPKeepsTheShortestListThatReachesP() {
        assertThat(after(new TopP(0.7f, 0), ofProbabilities(0.1, 0.5, 0.15, 0.25))).containsExactly(1, 3);
        assertThat(after(new TopP(0.76f, 0), ofProbabilities(0.1, 0.5, 0.15, 0.25))).containsExactly(1, 3, 2);
        assertThat(after(new TopP(0, 0), ofProbabilities(0.1, 0.5, 0.15, 0.25))).containsExactly(1);
        // 0.5 reaches 0.5 exactly: e^0 / (e^0 + e^0).
        assertThat(after(new TopP(0.5f, 0), ofLogits(3, 3))).containsExactly(0);
    }

    @Test
    void minPKeepsWhatIsNearEnoughToTheLikeliest() {
        // 0.2 of 0.5 is 0.1: 0.09 falls, order of ids stays.
        assertThat(after(new MinP(0.2f, 0), ofProbabilities(0.11, 0.09, 0.5, 0.3))).containsExactly(0, 2, 3);
        assertThat(after(new MinP(1, 0), ofLogits(2, 9, 9))).containsExactly(1, 2);
        assertThat(after(new MinP(0.5f, 0), ofLogits(-3))).containsExactly(0);
    }

    @Test
    void typicalPKeepsWhatIsNearestToTheEntropy() {
        // H of (0.5, 0.25, 0.125, 0.125) is 1.75 ln 2, the surprises are 1, 2, 3, 3 ln 2: distances 0.75, 0.25, 1.25, 1.25.
        assertThat(after(new TypicalP(0.2f, 0, 4), ofProbabilities(0.5, 0.25, 0.125, 0.125))).containsExactly(1);
        assertThat(after(new TypicalP(0.3f, 0, 4), ofProbabilities(0.5, 0.25, 0.125, 0.125))).containsExactly(1, 0);
        assertThat(after(new TypicalP(0.8f, 0, 4), ofProbabilities(0.5, 0.25, 0.125, 0.125))).containsExactly(1, 0, 2);
        assertThat(after(new TypicalP(0, 0, 4), ofProbabilities(0.5, 0.25, 0.125, 0.125))).containsExactly(1);
    }

    @Test
    void typicalPIgnoresMaskedTokens() {
        assertThat(after(new TypicalP(0.9f, 0, 3), ofLogits(Float.NEGATIVE_INFINITY, 1, 1))).containsExactly(1, 2);
    }

    @Test
    void temperatureDividesLogits() {
        Candidates candidates = ofLogits(1, -3);
        new Temperature(0.5f).apply(candidates);

        assertThat(candidates.logit(0)).isEqualTo(2);
        assertThat(candidates.logit(1)).isEqualTo(-6);
    }

    @Test
    void temperatureTooSmallToDivideByLeavesTheLikeliest() {
        Candidates candidates = ofLogits(1, 2, 2, -3);
        new Temperature(Float.MIN_VALUE).apply(candidates);

        assertThat(candidates.logit(1)).isZero();
        assertThat(candidates.logit(2)).isZero();
        assertThat(candidates.logit(0)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void penaltiesCountWithinTheWindow() {
        Penalties penalties = new Penalties(2, 0.5f, 0.25f, 3, 4);
        for (int id : new int[] {0, 2, 1, 2}) {
            penalties.accept(id);
        }
        Candidates candidates = ofLogits(4, 4, -4, 4);
        penalties.apply(candidates);

        // 0 left the window; 1 once: 4/2 - 0.5 - 0.25; 2 twice: -4*2 - 2*0.5 - 0.25.
        assertThat(candidates.logit(0)).isEqualTo(4);
        assertThat(candidates.logit(1)).isEqualTo(1.25f);
        assertThat(candidates.logit(2)).isEqualTo(-9.25f);
        assertThat(candidates.logit(3)).isEqualTo(4);

        Candidates again = ofLogits(4, 4, -4, 4);
        penalties.apply(again);
        assertThat(again.logit(2)).isEqualTo(-9.25f);
    }

    @Test
    void greedyDrawTakesTheFirstOfEqual() {
        assertThat(new GreedyDraw().pick(ofLogits(1, 3, 3, 2))).isEqualTo(1);
    }

    @Test
    void randomDrawTakesTheFirstWhoseRunningSumReachesTheDraw() {
        // Seed 5489 draws u = (3499211612 + 581869302·2^32) / 2^64 = 0.13547699...
        assertThat(new RandomDraw(new MersenneTwister(5489)).pick(ofProbabilities(0.13, 0.01, 0.86))).isEqualTo(1);
        assertThat(new RandomDraw(new MersenneTwister(5489)).pick(ofProbabilities(0.14, 0.86))).isZero();
        assertThat(new RandomDraw(new MersenneTwister(5489)).pick(ofProbabilities(0.13, 0.87))).isEqualTo(1);
    }

    @Test
    void randomDrawNeverTakesAMaskedToken() {
        RandomDraw draw = new RandomDraw(new MersenneTwister(1));
        float masked = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < 200; i++) {
            assertThat(draw.pick(ofLogits(masked, 1, masked, 2, masked))).isIn(1, 3);
        }
    }

    @Test
    void logitsWithoutAUsableValueAreRefused() {
        assertThatThrownBy(() -> ofLogits(1, Float.NaN))
                .isInstanceOf(UnusableLogitsException.class)
                .hasMessage("the logit of token 1 is NaN");
        assertThatThrownBy(() -> ofLogits(Float.POSITIVE_INFINITY, 1)).isInstanceOf(UnusableLogitsException.class);
        assertThatThrownBy(() -> ofLogits(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY))
                .isInstanceOf(UnusableLogitsException.class)
                .hasMessageContaining("negative infinity");
    }
}
