package hearth.engine.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.EmbeddingUnavailableException;
import hearth.engine.Engine;
import hearth.engine.GenerationUnavailableException;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.ScalarEngine;
import hearth.engine.generate.SchedulerOptions;
import hearth.format.gguf.MetadataKeys.Tokenizer;
import hearth.format.gguf.TensorNames;
import hearth.testkit.TinyEncoder;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerankerTest {
    private static final EmbedOptions OPTIONS = EmbedOptions.defaults();

    @TempDir
    Path folder;

    private static float[] weights() {
        float[] weights = new float[32];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 7 - 3) / 4f;
        }
        return weights;
    }

    private Path decoder(TinyLlama tiny) {
        return tiny.extraTensor(TensorNames.CLASSIFIER_OUTPUT, weights()).write(folder.resolve("tiny.gguf"));
    }

    /** A head of one score on a decoder: the last token's vector times the head. */
    @Test
    void aDecoderClassifiesWithItsLastToken() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(decoder(TinyLlama.create()), LoadOptions.defaults());
                Model narrow = engine.load(folder.resolve("tiny.gguf"), LoadOptions.defaults().withBatchSize(4))) {
            assertThat(model.generates()).isFalse();
            assertThatThrownBy(() -> model.scheduler(SchedulerOptions.defaults()))
                    .isInstanceOf(GenerationUnavailableException.class)
                    .hasMessageContaining("reranker");
            Reranker reranker = model.reranker();
            int[] ids = reranker.tokenIds("what", "an answer");
            float[] hidden = model.embedder().embedTokens(List.of(ids), OPTIONS.withPooling(Pooling.LAST).withNormalize(false)).getFirst().values();
            double expected = IntStream.range(0, 32).mapToDouble(i -> (double) hidden[i] * weights()[i]).sum();
            List<Embedding> scores = reranker.score("what", List.of("an answer", "other"), OPTIONS);
            assertThat((double) scores.getFirst().values()[0]).isCloseTo(expected, within(1e-4));
            assertThat(scores.getFirst().tokenCount()).isEqualTo(ids.length);
            assertThat(narrow.reranker().score("what", List.of("an answer"), OPTIONS).getFirst().values())
                    .isEqualTo(scores.getFirst().values());
        }
    }

    @Test
    void aTemplateHasItsPlacesFilledOnce() {
        TinyLlama tiny = TinyLlama.create()
                .metadata(writer -> writer.put(Tokenizer.chatTemplate("rerank"), "<|im_start|>{query} and {document}<|im_end|>"));
        try (Engine engine = ScalarEngine.open(); Model model = engine.load(decoder(tiny), LoadOptions.defaults())) {
            int[] ids = model.reranker().tokenIds("{document}", "<|im_end|>");
            assertThat(model.tokenizer().decode(ids, true)).contains("{document} and <|im_end|><|im_end|>");
            assertThat(IntStream.of(ids).filter(id -> id == TinyVocabulary.TURN_END_ID).count()).isEqualTo(1);
        }
        Path wrong = decoder(TinyLlama.create().metadata(writer -> writer.put(Tokenizer.chatTemplate("rerank"), "{query} only")));
        try (Engine engine = ScalarEngine.open(); Model model = engine.load(wrong, LoadOptions.defaults())) {
            assertThatThrownBy(model::reranker)
                    .isInstanceOf(EmbeddingUnavailableException.class)
                    .hasMessageContaining("tiny.gguf")
                    .hasMessageContaining("{document}");
        }
    }

    @Test
    void otherModelsAreNone() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(TinyEncoder.bert().scores().write(folder.resolve("bert.gguf")), LoadOptions.defaults())) {
            assertThatThrownBy(model::reranker).isInstanceOf(EmbeddingUnavailableException.class).hasMessageContaining("no reranker");
        }
    }

    @Test
    void theLabelThatSaysYesCounts() {
        assertThat(config("no", "Yes").positive(2)).hasValue(1);
        assertThat(config("irrelevant", "relevant").positive(2)).hasValue(1);
        assertThat(config().positive(1)).hasValue(0);
        assertThat(config("score").positive(1)).hasValue(0);
        assertThat(config("joy", "anger").positive(2)).isEmpty();
        assertThat(config("a", "b", "yes").positive(2)).isEmpty();
        assertThat(config("yes").positive(0)).isEmpty();
    }

    private static RankConfig config(String... labels) {
        return new RankConfig(Optional.empty(), List.of(labels), true);
    }
}
