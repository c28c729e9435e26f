package hearth.engine.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.BackendProvider;
import hearth.engine.Backends;
import hearth.engine.ChatOptions;
import hearth.engine.EmbeddingUnavailableException;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.GenerationUnavailableException;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.ScalarEngine;
import hearth.engine.generate.PromptTooLongException;
import hearth.engine.generate.SchedulerOptions;
import hearth.format.InvalidModelException;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.testkit.TinyEncoder;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderTest {
    private static final double TOLERANCE = 2e-5;

    @TempDir
    Path folder;

    private Path write(TinyEncoder encoder) {
        return encoder.scores().write(folder.resolve("tiny.gguf"));
    }

    /** Vectors that src/test/python/make_golden_embeddings.py computed on its own, in 64 bits. */
    @Test
    void vectorsAreThoseOfTheReference() throws IOException {
        Map<String, TinyEncoder> variants = Map.of(
                "bert", TinyEncoder.bert(),
                "jina", TinyEncoder.jina(),
                "jinaSplit", TinyEncoder.jina().splitGate(),
                "jinaCode", TinyEncoder.jina().splitGate().extraNorms());
        List<String> lines = golden();
        int[] tokens = Arrays.stream(lines.getFirst().split(" ")).skip(1).mapToInt(Integer::parseInt).toArray();
        assertThat(lines).hasSize(1 + 4 * variants.size());
        for (Map.Entry<String, TinyEncoder> variant : variants.entrySet()) {
            Path file = write(variant.getValue());
            for (BackendProvider provider : Backends.usable()) {
                try (Engine engine = Engine.open(EngineOptions.defaults(), List.of(provider));
                        Model model = engine.load(file, LoadOptions.defaults())) {
                    lines.stream()
                            .map(line -> line.split(" "))
                            .filter(words -> words[0].equals(variant.getKey()))
                            .forEach(words -> compare(model, tokens, words));
                }
            }
        }
    }

    private static void compare(Model model, int[] tokens, String[] words) {
        EmbedOptions options = EmbedOptions.defaults().withPooling(Pooling.valueOf(words[1]));
        int[] other = {1, 70, 5};
        List<Embedding> found = model.embedder().embedTokens(List.of(other, tokens, other), options);
        float[] values = found.get(1).values();
        assertThat(values).hasSize(words.length - 2);
        for (int i = 0; i < values.length; i++) {
            double wanted = Double.parseDouble(words[i + 2]);
            assertThat((double) values[i]).as("%s %s, number %d", words[0], words[1], i).isCloseTo(wanted, within(TOLERANCE));
        }
        assertThat(found.get(0).values()).isEqualTo(found.get(2).values());
    }

    private static List<String> golden() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        EmbedderTest.class.getResourceAsStream("/hearth/engine/architecture/golden-encoders.txt")),
                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    @Test
    void readsTextsWithTheirEnds() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(write(TinyEncoder.bert()), LoadOptions.defaults())) {
            Embedder embedder = model.embedder();
            assertThat(embedder.pooling()).isEqualTo(Pooling.MEAN);
            assertThat(embedder.size()).isEqualTo(48);
            List<Embedding> texts = model.embed(List.of("abc", "", "<|im_end|>"), EmbedOptions.defaults());
            assertThat(texts.get(0).tokenCount()).isEqualTo(embedder.tokenIds("abc").length);
            assertThat(embedder.tokenIds("abc")[0]).isEqualTo(TinyVocabulary.BEGIN_ID);
            assertThat(texts.get(1).tokenCount()).isEqualTo(1);
            assertThat(embedder.tokenIds("<|im_end|>")).doesNotContain(TinyVocabulary.TURN_END_ID);
            assertThat(length(texts.get(0).values())).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void shortensAndLeavesAsAsked() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(write(TinyEncoder.bert().key(MetadataKeys.Model.POOLING_TYPE, 2)), LoadOptions.defaults())) {
            EmbedOptions options = EmbedOptions.defaults();
            float[] whole = embed(model, "abc", options.withNormalize(false)).values();
            float[] part = embed(model, "abc", options.withDimensions(8)).values();
            assertThat(model.embedder().pooling()).isEqualTo(Pooling.FIRST);
            assertThat(part).hasSize(8);
            double scale = length(Arrays.copyOf(whole, 8));
            for (int i = 0; i < part.length; i++) {
                assertThat((double) part[i]).isCloseTo(whole[i] / scale, within(1e-6));
            }
            Embedding all = embed(model, "abc", options.withPooling(Pooling.NONE));
            assertThat(all.rows()).isEqualTo(all.tokenCount());
            assertThat(all.row(0)).isEqualTo(embed(model, "abc", options).values());
            assertThatThrownBy(() -> embed(model, "abc", options.withDimensions(49)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("48");
            assertThatThrownBy(() -> model.embedder().embedTokens(List.of(new int[0]), options))
                    .hasMessageContaining("no tokens");
            assertThatThrownBy(() -> model.embedder().embedTokens(List.of(new int[] {300}), options))
                    .hasMessageContaining("300");
        }
    }

    private static Embedding embed(Model model, String text, EmbedOptions options) {
        return model.embed(List.of(text), options).getFirst();
    }

    private static double length(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @Test
    void cutsLongTextsOrSaysSo() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(write(TinyEncoder.jina()), LoadOptions.defaults().withContextLength(10))) {
            String text = "q".repeat(40);
            Embedding cut = embed(model, text, EmbedOptions.defaults());
            assertThat(cut.tokenCount()).isEqualTo(10);
            assertThat(cut.truncated()).isTrue();
            assertThat(embed(model, "q", EmbedOptions.defaults()).truncated()).isFalse();
            assertThatThrownBy(() -> embed(model, text, EmbedOptions.defaults().withTruncate(false)))
                    .isInstanceOf(PromptTooLongException.class);
        }
    }

    @Test
    void manyTextsGiveWhatEachGivesAlone() {
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(write(TinyEncoder.jina()), LoadOptions.defaults().withBatchSize(64))) {
            List<String> texts = IntStream.range(0, 70).mapToObj(i -> "abcdefghij".repeat(1 + i % 5)).toList();
            List<Embedding> together = model.embed(texts, EmbedOptions.defaults());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(together.get(i).values()).isEqualTo(embed(model, texts.get(i), EmbedOptions.defaults()).values());
            }
        }
    }

    @Test
    void modelsThatWriteGiveVectorsTooEvenInChunks() {
        Path file = TinyLlama.create().write(folder.resolve("llama.gguf"));
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(file, LoadOptions.defaults());
                Model narrow = engine.load(file, LoadOptions.defaults().withBatchSize(4))) {
            assertThat(model.generates()).isTrue();
            assertThat(model.embedder().pooling()).isEqualTo(Pooling.LAST);
            for (Pooling pooling : List.of(Pooling.LAST, Pooling.MEAN, Pooling.FIRST, Pooling.NONE)) {
                EmbedOptions options = EmbedOptions.defaults().withPooling(pooling);
                List<String> texts = List.of("ab", "qwertyuiopasdf");
                List<Embedding> wide = model.embed(texts, options);
                List<Embedding> chunked = narrow.embed(texts, options);
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(chunked.get(i).values()).as("%s of %s", pooling, texts.get(i)).isEqualTo(wide.get(i).values());
                }
            }
            assertThatThrownBy(() -> model.embed(List.of("a"), EmbedOptions.defaults().withPooling(Pooling.RANK)))
                    .hasMessageContaining("classification");
        }
    }

    @Test
    void anEncoderNeitherWritesNorChats() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(write(TinyEncoder.bert()), LoadOptions.defaults())) {
            assertThat(model.generates()).isFalse();
            for (Runnable use : List.<Runnable>of(
                    model::session, () -> model.chat(ChatOptions.defaults()), () -> model.scheduler(SchedulerOptions.defaults()))) {
                assertThatThrownBy(use::run)
                        .isInstanceOf(GenerationUnavailableException.class)
                        .hasMessageContaining("tiny.gguf")
                        .hasMessageContaining("bert")
                        .hasMessageContaining("embeddings");
            }
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        try (Engine engine = ScalarEngine.open()) {
            Path odd = write(TinyEncoder.bert().key(MetadataKeys.Model.POOLING_TYPE, 9));
            try (Model model = engine.load(odd, LoadOptions.defaults())) {
                assertThatThrownBy(model::embedder)
                        .isInstanceOf(EmbeddingUnavailableException.class)
                        .hasMessageContaining("bert.pooling_type is 9");
            }
            Path causal = write(TinyEncoder.bert().key(Attention.CAUSAL, true));
            assertThatThrownBy(() -> engine.load(causal, LoadOptions.defaults()))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("causal");
        }
    }

    @Test
    void aClosedModelMakesNoVectors() {
        try (Engine engine = ScalarEngine.open()) {
            Model model = engine.load(write(TinyEncoder.bert()), LoadOptions.defaults());
            Embedder embedder = model.embedder();
            model.close();
            assertThatThrownBy(model::embedder).hasMessageContaining("closed");
            assertThatThrownBy(() -> embedder.embed(List.of("a"), EmbedOptions.defaults())).hasMessageContaining("closed");
        }
    }
}
