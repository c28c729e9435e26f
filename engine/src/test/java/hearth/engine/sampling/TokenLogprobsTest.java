package hearth.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenLogprobsTest {
    @Test
    void valuesAreLogarithmsOfSoftmax() {
        float[] logits = {9, (float) Math.log(0.5), (float) Math.log(0.25), (float) Math.log(0.25), 9};
        TokenLogprobs found = TokenLogprobs.of(logits, 1, 3, 2, 2);

        assertThat(found.logprob()).isCloseTo((float) Math.log(0.25), within(1e-6f));
        assertThat(found.top()).extracting(TokenLogprobs.TokenLogprob::id).containsExactly(0, 1);
        assertThat(found.top().getFirst().logprob()).isCloseTo((float) Math.log(0.5), within(1e-6f));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        TokenLogprobs found = TokenLogprobs.of(new float[] {3e38f, 3e38f, Float.NEGATIVE_INFINITY}, 0, 3, 2, 0);

        assertThat(found.logprob()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(found.top()).isEmpty();
    }

    @Test
    void theLikeliestAreThoseOfASort() {
        Random random = new Random(3);
        float[] logits = new float[400];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextInt(60);
        }
        List<Integer> sorted = IntStream.range(0, 400)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -logits[i]).thenComparing(i -> i))
                .toList();
        for (int count : new int[] {1, 5, 20, 400, 500}) {
            assertThat(TokenLogprobs.of(logits, 0, 400, 0, count).top())
                    .extracting(TokenLogprobs.TokenLogprob::id)
                    .containsExactlyElementsOf(sorted.subList(0, Math.min(count, 400)));
        }
    }
}
