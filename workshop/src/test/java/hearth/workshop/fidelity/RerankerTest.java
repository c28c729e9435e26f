package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.KvType;
import hearth.engine.EmbeddingUnavailableException;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.GenerationUnavailableException;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.embed.EmbedOptions;
import hearth.engine.embed.Embedding;
import hearth.engine.embed.Pooling;
import hearth.engine.embed.Reranker;
import hearth.engine.generate.PromptTooLongException;
import hearth.engine.score.Scorer;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionListener;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rerankers from their folders: classifications, and Qwen3-Reranker, which is stored as a model that writes. */
class RerankerTest {
    private static final String QUERY = "the sea";
    private static final String DOCUMENT = "here is an other sea: {query} </s>";

    @TempDir
    Path folder;

    private static Path convert(Path source, Path target) throws IOException {
        try (HuggingFaceFolder opened = HuggingFaceFolder.open(source)) {
            Conversion.plan(opened, ConversionOptions.defaults().withType(WeightType.F32)).write(target, ConversionListener.NONE);
            return target;
        }
    }

    /** A copy of a fixture whose vocabulary has "yes" (126) and "no" (127). */
    private Path answering(String family, String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(Reference.of(family).folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        Path config = copy.resolve("config.json");
        assertThat(Files.readString(config)).contains("\"max_position_embeddings\": 256"); // the prompt is longer
        Files.writeString(config, Files.readString(config).replace("\"max_position_embeddings\": 256", "\"max_position_embeddings\": 1024"));
        Path tokenizer = copy.resolve("tokenizer.json");
        String json = Files.readString(tokenizer);
        assertThat(json).contains("\"fi\":126,\"ft\":127", ",[\"f\",\"i\"],[\"f\",\"t\"]");
        Files.writeString(tokenizer, json.replace("\"fi\":126,\"ft\":127", "\"yes\":126,\"no\":127").replace(",[\"f\",\"i\"],[\"f\",\"t\"]", ""));
        return copy;
    }

    /** The last token's logits of the two answers, where the model still writes. */
    private float[] answers(Path writer, int[] ids) {
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(writer, LoadOptions.defaults().withKvType(KvType.F32));
                Scorer scorer = model.scorer()) {
            scorer.begin(ids, ids.length - 1, ids.length);
            assertThat(scorer.next()).isEqualTo(1);
            return Arrays.copyOfRange(scorer.logits(), 126, 128);
        }
    }

    @Test
    void qwensRerankerScoresWithTheRowsOfItsAnswers() throws IOException {
        Path writes = convert(answering("qwen3", "writer"), folder.resolve("writer.gguf"));
        Path source = answering("qwen3", "tiny-Qwen3-Reranker");
        Path ranks = convert(source, folder.resolve("ranker.gguf"));
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(ranks, LoadOptions.defaults())) {
            assertThat(model.generates()).isFalse();
            assertThatThrownBy(model::session).isInstanceOf(GenerationUnavailableException.class).hasMessageContaining("reranker");
            Reranker reranker = model.reranker();
            int[] ids = reranker.tokenIds(QUERY, DOCUMENT);
            String prompt = model.tokenizer().decode(ids, true);
            assertThat(prompt).contains("<Query>: " + QUERY + "\n<Document>: " + DOCUMENT).startsWith("<|im_start|>system\nJudge whether")
                    .endsWith("<think>\n\n</think>\n\n");
            assertThat(Arrays.stream(ids).filter(id -> id == 2).count()).as("</s> in a document is text").isZero();
            float[] logits = answers(writes, ids);
            Embedding score = reranker.score(QUERY, List.of("x", DOCUMENT), EmbedOptions.defaults()).get(1);
            assertThat(score.tokenCount()).isEqualTo(ids.length);
            assertThat(score.values()).containsExactly(new float[] {logits[0] - logits[1]}, within(1e-4f));
        }
        try (GgufFile file = GgufFile.open(ranks)) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.ofArchitecture().requiredInt(MetadataKeys.Model.POOLING_TYPE)).isEqualTo(4);
            assertThat(metadata.ofArchitecture().requiredStrings(MetadataKeys.Model.CLASSIFIER_LABELS)).containsExactly("yes", "no");
            assertThat(metadata.requiredStrings(MetadataKeys.Tokenizer.CHAT_TEMPLATE_NAMES)).containsExactly("rerank");
            assertThat(file.tensor(TensorNames.CLASSIFIER_OUTPUT).shape()).containsExactly(32L, 2L);
        }
    }

    @Test
    void theModelCardTellsItToo() throws IOException {
        Path source = answering("qwen3", "some-folder");
        Files.writeString(source.resolve("README.md"), "---\nlicense: mit\n---\n# Qwen3-Reranker-0.6B\n");
        try (HuggingFaceFolder opened = HuggingFaceFolder.open(source)) {
            Conversion conversion = Conversion.plan(opened, ConversionOptions.defaults());
            assertThat(conversion.notes()).anyMatch(note -> note.contains("scores documents and can't write"));
        }
        Files.copy(Reference.of("qwen3").folder().resolve("tokenizer.json"), source.resolve("tokenizer.json"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Conversion.open(source, ConversionOptions.defaults()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("\"yes\" is no token of it");
    }

    @Test
    void aDocumentTooLongLosesItsEndAndThePromptDoesNot() throws IOException {
        Path ranks = convert(answering("qwen3", "qwen3-reranker"), folder.resolve("ranker.gguf"));
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(ranks, LoadOptions.defaults().withContextLength(512))) {
            Reranker reranker = model.reranker();
            String fits = "a";
            while (reranker.tokenIds(QUERY, fits).length < 512) {
                fits += "a";
            }
            String one = fits + "b";
            List<Embedding> scores = reranker.score(QUERY, List.of(fits + "bcd".repeat(50), fits), EmbedOptions.defaults());
            assertThat(scores.get(0).tokenCount()).isEqualTo(512);
            assertThat(scores.get(0).values()).isEqualTo(scores.get(1).values());
            assertThatThrownBy(() -> reranker.score(QUERY, List.of(one), EmbedOptions.defaults().withTruncate(false)))
                    .isInstanceOf(PromptTooLongException.class);
            assertThatThrownBy(() -> reranker.score("q".repeat(400), List.of("a"), EmbedOptions.defaults()))
                    .isInstanceOf(PromptTooLongException.class);
        }
    }

    @Test
    void aClassificationScoresItsPairs() throws IOException {
        Path decoder = convert(Reference.of("qwen3-classifier").folder(), folder.resolve("decoder.gguf"));
        Path encoder = convert(Reference.of("xlm-roberta-reranker").folder(), folder.resolve("encoder.gguf"));
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model reads = engine.load(decoder, LoadOptions.defaults());
                Model sees = engine.load(encoder, LoadOptions.defaults())) {
            assertThat(reads.embedder().pooling()).isEqualTo(Pooling.RANK);
            int[] tokens = Reference.of("qwen3-classifier").tokens();
            float[] scores = reads.embedder().embedTokens(List.of(tokens), EmbedOptions.defaults()).getFirst().values();
            assertThat(scores).containsExactly(Reference.of("qwen3-classifier").embedding(), within(1e-5f));
            Reranker pairs = reads.reranker();
            assertThat(reads.tokenizer().decode(pairs.tokenIds("ab", "cd"), true)).isEqualTo("ab\ncd");
            float[] both = reads.embedder().embedTokens(List.of(pairs.tokenIds("ab", "cd")), EmbedOptions.defaults()).getFirst().values();
            assertThat(pairs.score("ab", List.of("cd"), EmbedOptions.defaults()).getFirst().values())
                    .containsExactly(new float[] {both[0] - both[1]}, within(1e-6f));
            assertThat(sees.embedder().pooling()).isEqualTo(Pooling.RANK);
            int[] pair = sees.reranker().tokenIds("a", "b");
            assertThat(Arrays.stream(pair).filter(id -> id == 2).count()).as("end tokens of a pair").isEqualTo(3);
            assertThat(sees.reranker().score("a", List.of("b"), EmbedOptions.defaults()).getFirst().values())
                    .isEqualTo(sees.embedder().embedTokens(List.of(pair), EmbedOptions.defaults()).getFirst().values());
        }
    }

    /** BERT's own: the document is told apart as a second text, and the pooling layer of its training comes before the score. */
    @ParameterizedTest
    @ValueSource(strings = {"albert-reranker", "bert-reranker", "distilbert-reranker"})
    void aPairIsTwoTextsToBert(String family) throws IOException {
        Reference reference = Reference.of(family);
        Path converted = convert(reference.folder(), folder.resolve("pairs.gguf"));
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(converted, LoadOptions.defaults().withContextLength(64))) {
            Reranker reranker = model.reranker();
            String query = reference.pair().get(0);
            String document = reference.pair().get(1);
            assertThat(reranker.tokenIds(query, document)).isEqualTo(reference.tokens());
            // together with others, so that rows of several sequences are told apart
            List<Embedding> scores = reranker.score(query, List.of("a house", document, ""), EmbedOptions.defaults());
            assertThat(scores.get(1).values()).containsExactly(reference.embedding(), within(1e-5f));
            assertThat(scores.get(0).values()).isNotEqualTo(scores.get(1).values());
            String longer = "in one night ".repeat(30);
            Embedding cut = reranker.score(query, List.of(longer), EmbedOptions.defaults()).getFirst();
            assertThat(cut.tokenCount()).isEqualTo(64);
            assertThat(cut.truncated()).isTrue();
        }
        try (GgufFile file = GgufFile.open(converted)) {
            assertThat(file.metadata().ofArchitecture().requiredInt(MetadataKeys.Model.POOLING_TYPE)).isEqualTo(4);
            assertThat(file.tensor(TensorNames.CLASSIFIER).shape()).containsExactly(32L, 32L);
            assertThat(file.tensor(TensorNames.CLASSIFIER_OUTPUT).shape()).containsExactly(32L, 1L);
        }
    }

    @Test
    void whatIsNoRerankerSaysSo() throws IOException {
        Path plain = convert(Reference.of("bert").folder(), folder.resolve("plain.gguf"));
        Path unnamed = folder.resolve("unnamed");
        Files.createDirectories(unnamed);
        try (Stream<Path> files = Files.list(Reference.of("qwen3-classifier").folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, unnamed.resolve(file.getFileName().toString()));
            }
        }
        Path config = unnamed.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"yes\"", "\"sad\"").replace("\"no\"", "\"glad\""));
        Path moods = convert(unnamed, folder.resolve("moods.gguf"));
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model vectors = engine.load(plain, LoadOptions.defaults());
                Model sorter = engine.load(moods, LoadOptions.defaults())) {
            assertThatThrownBy(vectors::reranker).isInstanceOf(EmbeddingUnavailableException.class).hasMessageContaining("no reranker");
            assertThatThrownBy(sorter::reranker).isInstanceOf(EmbeddingUnavailableException.class).hasMessageContaining("[sad, glad]");
        }
    }
}
