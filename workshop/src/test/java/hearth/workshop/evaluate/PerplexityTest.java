package hearth.workshop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.engine.score.Scorer;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerplexityTest {
    @TempDir
    private Path folder;

    /** As the definition reads, without any of the code under test but the scorer: one sequence after the other, all rows. */
    private static double[] slowly(Scorer scorer, int[] ids, int length) {
        List<Double> nlls = new ArrayList<>();
        int size = scorer.vocabularySize();
        for (int start = 0; start + length <= ids.length; start += length) {
            int[] chunk = Arrays.copyOfRange(ids, start, start + length);
            int[] given = chunk.clone();
            given[0] = TinyVocabulary.BEGIN_ID;
            for (int i = length / 2; i <= length - 2; i++) {
                // Each prediction from a sequence of its own.
                scorer.begin(Arrays.copyOf(given, i + 1), i, i + 1);
                scorer.next();
                float[] logits = scorer.logits();
                double sum = 0;
                for (int v = 0; v < size; v++) {
                    sum += Math.exp(logits[v] - logits[chunk[i + 1]]);
                }
                nlls.add(Math.log(sum));
            }
        }
        return nlls.stream().mapToDouble(nll -> nll).toArray();
    }

    @Test
    void equalsTheDefinition() {
        try (Engine engine = TinyText.engine();
                Model model = TinyText.load(
                        engine, TinyLlama.create(), folder.resolve("tiny.gguf"), LoadOptions.defaults().withBatchSize(13));
                Scorer scorer = model.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, model.tokenizer());
            assertThat(text.ids()[0]).isEqualTo(TinyVocabulary.BEGIN_ID);
            double[] nlls = slowly(scorer, text.ids(), 33);
            double mean = Arrays.stream(nlls).average().orElseThrow();
            double squares = Arrays.stream(nlls).map(nll -> nll * nll).average().orElseThrow();
            List<Double> running = new ArrayList<>();

            PerplexityResult result = Perplexity.measure(
                    scorer, text, WindowPlan.chunks(text.tokenCount(), 33, 0), (done, total, value) -> running.add(value));

            assertThat(result.tokenCount()).isEqualTo(nlls.length);
            assertThat(result.meanNll()).isCloseTo(mean, within(1e-6));
            assertThat(result.perplexity().value()).isCloseTo(Math.exp(mean), within(1e-3));
            assertThat(result.perplexity().error())
                    .isCloseTo(Math.exp(mean) * Math.sqrt((squares - mean * mean) / (nlls.length - 1)), within(1e-3));
            assertThat(running).hasSize(result.plan().count()).endsWith(result.perplexity().value());
        }
    }

    @Test
    void aModelThatKnowsNothingHasItsVocabularySize() {
        TinyLlama flat = TinyLlama.create().values("output.weight", new float[32 * TinyVocabulary.SIZE]);
        try (Engine engine = TinyText.engine();
                Model model = TinyText.load(engine, flat, folder.resolve("flat.gguf"));
                Scorer scorer = model.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, model.tokenizer());
            PerplexityResult result =
                    Perplexity.measure(scorer, text, WindowPlan.windows(text.tokenCount(), 64, 20, 4), EvaluationListener.none());
            assertThat(result.perplexity().value()).isCloseTo(TinyVocabulary.SIZE, within(1e-9));
            assertThat(result.perplexity().error()).isLessThan(1e-4);
            assertThat(result.tokenCount()).isEqualTo(63 + 3 * 20);
        }
    }

    @Test
    void windowsAndSlicesAreOfNoEffectOnARow() {
        try (Engine engine = TinyText.engine();
                Model model = TinyText.load(engine, TinyLlama.create(), folder.resolve("tiny.gguf"), LoadOptions.defaults().withBatchSize(5));
                Scorer scorer = model.scorer()) {
            int[] ids = Arrays.copyOf(EvaluationText.of(TinyText.TEXT, model.tokenizer()).ids(), 40);
            assertThat(scorer.maxSliceRows()).isEqualTo(5);
            scorer.begin(ids, 0, 40);
            List<Float> whole = new ArrayList<>();
            for (int rows = scorer.next(); rows > 0; rows = scorer.next()) {
                for (int i = 0; i < rows * TinyVocabulary.SIZE; i++) {
                    whole.add(scorer.logits()[i]);
                }
            }
            assertThat(whole).hasSize(40 * TinyVocabulary.SIZE);
            scorer.begin(ids, 37, 38);
            assertThat(scorer.next()).isOne();
            for (int v = 0; v < TinyVocabulary.SIZE; v++) {
                assertThat(scorer.logits()[v]).isEqualTo(whole.get(37 * TinyVocabulary.SIZE + v));
            }
            assertThat(scorer.next()).isZero();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        float[] broken = new float[32];
        Arrays.fill(broken, 3e38f);
        try (Engine engine = TinyText.engine();
                Model model = TinyText.load(engine, TinyLlama.create(), folder.resolve("tiny.gguf"));
                Model infinite = TinyText.load(engine, TinyLlama.create().values("output_norm.weight", broken), folder.resolve("inf.gguf"));
                Model ends = TinyText.load(
                        engine, TinyLlama.create().metadata(w -> w.put("tokenizer.ggml.add_eos_token", true)), folder.resolve("ends.gguf"));
                Scorer scorer = model.scorer();
                Scorer overflowing = infinite.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, model.tokenizer());
            assertThatThrownBy(() -> Perplexity.measure(
                            scorer, text, WindowPlan.chunks(text.tokenCount(), 65, 0), EvaluationListener.none()))
                    .isInstanceOf(EvaluationException.class)
                    .hasMessageContaining("65 tokens are longer than the model's context of 64");
            assertThatThrownBy(() -> Perplexity.measure(
                            overflowing, text, WindowPlan.chunks(text.tokenCount(), 32, 0), EvaluationListener.none()))
                    .isInstanceOf(UnusableLogitsException.class);
            assertThatThrownBy(() -> EvaluationText.of("abc", ends.tokenizer())).hasMessageContaining("end token");
            assertThatThrownBy(() -> scorer.begin(new int[] {1, 300}, 0, 1)).hasMessageContaining("token 300");
            assertThatThrownBy(() -> scorer.begin(new int[] {1, 2}, 1, 1)).hasMessageContaining("rows 1 to 1");
            assertThatThrownBy(() -> scorer.begin(new int[65], 0, 1)).hasMessageContaining("context of 64");
        }
    }
}
