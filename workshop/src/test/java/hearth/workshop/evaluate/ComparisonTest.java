package hearth.workshop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.Engine;
import hearth.engine.Model;
import hearth.engine.score.Scorer;
import hearth.format.TensorType;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    private Path folder;

    @Test
    void divergenceIsThatOfTheBook() {
        float[] base = {(float) Math.log(0.5), (float) Math.log(0.25), (float) Math.log(0.25)};
        float[] logits = {7 + (float) Math.log(0.25), 7 + (float) Math.log(0.5), 7 + (float) Math.log(0.25)};
        double normalizer = LogSoftmax.normalizer(logits, 0, 3);
        assertThat(normalizer).isCloseTo(7, within(1e-6));
        // 0.5 ln 2 - 0.25 ln 2
        assertThat(Comparison.divergence(base, logits, 0, 3, normalizer)).isCloseTo(0.25 * Math.log(2), within(1e-6));
        assertThat(Comparison.divergence(new float[] {0, -17, Float.NEGATIVE_INFINITY}, new float[] {0, 0, 0}, 0, 3, Math.log(3)))
                .isCloseTo(Math.log(3), within(1e-12));
    }

    @Test
    void figuresAreThoseOfTwoPredictions() {
        ComparisonTally tally = new ComparisonTally(new WindowPlan(WindowPlan.Kind.WINDOWS, 4, 4, 2));
        double[][] nlls = {{1, 1.5}, {2, 2}, {3, 2.5}, {1, 2}, {2, 3}, {3, 3}};
        for (int i = 0; i < nlls.length; i++) {
            tally.add(i, nlls[i][0], nlls[i][1], i != 4);
            if (i % 3 == 2) {
                tally.endWindow();
            }
        }
        ComparisonResult result = tally.result(new WindowPlan(WindowPlan.Kind.WINDOWS, 4, 4, 2), 0);
        assertThat(result.basePerplexity().value()).isCloseTo(Math.exp(2), within(1e-12));
        assertThat(result.candidatePerplexity().value()).isCloseTo(Math.exp(14.0 / 6), within(1e-12));
        assertThat(result.ratio().value()).isCloseTo(Math.exp(1.0 / 3), within(1e-12));
        // Standard error of the differences .5, 0, -.5, 1, 1, 0: the same as by the covariance.
        assertThat(result.logRatio().error()).isCloseTo(Math.sqrt((2.5 / 6 - 1.0 / 9) / 5), within(1e-12));
        assertThat(result.windowDivergence()).containsExactly(1, 4);
        assertThat(result.sameTop().value()).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(result.deltaProbability().max()).isCloseTo(Math.exp(-2.5) - Math.exp(-3), within(1e-12));
    }

    @Test
    void aModelIsEqualToItself() {
        try (Engine engine = TinyText.engine();
                Model model = TinyText.load(engine, TinyLlama.create(), folder.resolve("tiny.gguf"));
                Scorer one = model.scorer();
                Scorer two = model.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, model.tokenizer());
            WindowPlan plan = WindowPlan.chunks(text.tokenCount(), 48, 0);
            ComparisonResult result = new Comparison(text, plan).run(one, two, EvaluationListener.none());
            assertThat(result.divergence().max()).isLessThan(1e-5);
            assertThat(result.logRatio().value()).isZero();
            assertThat(result.sameTop()).isEqualTo(new Estimate(1, 0));
            assertThat(result.deltaProbability().max()).isZero();
            assertThat(result.correlation()).isCloseTo(1, within(1e-9));
            assertThat(result.basePerplexity())
                    .isEqualTo(Perplexity.measure(one, text, plan, EvaluationListener.none()).perplexity());
        }
    }

    @Test
    void anotherModelIsFartherTheCoarserItIs() {
        try (Engine engine = TinyText.engine();
                Model base = TinyText.load(engine, TinyLlama.create(), folder.resolve("f32.gguf"));
                Model fine = TinyText.load(engine, TinyLlama.create().type(TensorType.F16), folder.resolve("f16.gguf"));
                Model coarse = TinyText.load(engine, TinyLlama.create().type(TensorType.Q8_0), folder.resolve("q8.gguf"));
                Scorer scorer = base.scorer();
                Scorer fineScorer = fine.scorer();
                Scorer coarseScorer = coarse.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, base.tokenizer());
            Comparison comparison = new Comparison(text, WindowPlan.chunks(text.tokenCount(), 48, 0));
            ComparisonResult little = comparison.run(scorer, fineScorer, EvaluationListener.none());
            ComparisonResult much = comparison.run(scorer, coarseScorer, EvaluationListener.none());
            assertThat(little.divergence().mean().value()).isPositive();
            assertThat(much.divergence().mean().value()).isGreaterThan(10 * little.divergence().mean().value());
            assertThat(much.divergence().min()).isGreaterThan(-1e-6);
        }
    }

    @Test
    void otherTokensAreRefused() {
        try (Engine engine = TinyText.engine();
                Model model = TinyText.load(engine, TinyLlama.create(), folder.resolve("tiny.gguf"));
                Model bare = TinyText.load(
                        engine, TinyLlama.create().metadata(w -> w.put("tokenizer.ggml.add_bos_token", false)), folder.resolve("b.gguf"))) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, model.tokenizer());
            Comparison.requireSameTokens(text, EvaluationText.of(TinyText.TEXT, model.tokenizer()));
            assertThatThrownBy(() -> Comparison.requireSameTokens(text, EvaluationText.of(TinyText.TEXT, bare.tokenizer())))
                    .isInstanceOf(EvaluationException.class)
                    .hasMessageContaining("different tokens");
        }
    }
}
