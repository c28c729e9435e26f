package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.ScalarBackendProvider;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.Session;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorNames;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelLoadingTest {
    @TempDir
    Path folder;

    private final Engine engine = ScalarEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private Model load(TinyLlama builder) {
        return engine.load(builder.write(folder.resolve("tiny.gguf")), LoadOptions.defaults());
    }

    static Stream<Arguments> brokenModels() {
        String query = LayerTensor.ATTENTION_QUERY.weight(1);
        return Stream.of(
                broken("architecture 'nonsense' is not known; known are [",
                        m -> m.metadata(w -> w.put(MetadataKeys.General.ARCHITECTURE, "nonsense"))),
                broken("tensor '" + query + "' is missing", m -> m.without(query)),
                broken("tensor '" + query + "' has shape [32, 31] but the model's sizes ask for [32, 32]", m -> m.shape(query, 32, 31)),
                broken("tensor 'output_norm.weight' has shape [16, 2] but the model's sizes ask for [32]",
                        m -> m.shape(TensorNames.OUTPUT_NORM, 16, 2)),
                broken("tensor 'token_embd.weight' has shape [32, 299] but the model's sizes ask for [32, 300]",
                        m -> m.shape(TensorNames.TOKEN_EMBEDDING, 32, 299)),
                broken("does not use the tensors " + LayerTensor.POST_ATTENTION_NORM.weight(0),
                        m -> m.extraTensor(LayerTensor.POST_ATTENTION_NORM.weight(0), 1, 2)),
                broken("key llama.block_count is missing", m -> m.metadata(w -> w.remove("llama.block_count"))),
                broken("key llama.block_count is 100000 but must be from 1 to 1024", m -> m.key("block_count", 100_000)),
                broken("tensor '" + LayerTensor.ATTENTION_NORM.weight(2) + "' is missing", ModelLoadingTest::withAnotherLayer),
                broken("head count 4 is not a multiple of kv head count 3", m -> m.kvHeads(3)),
                broken("rope dimension count 7 is odd", m -> m.key(MetadataKeys.Rope.DIMENSION_COUNT, 7)),
                broken("rope dimension count is 10 but must be from 2 to 8", m -> m.key(MetadataKeys.Rope.DIMENSION_COUNT, 10)),
                broken("rope theta is 0.5", m -> m.theta(0.5f)),
                broken("key llama.rope.scaling.type is 'elastic'; known are none, linear, yarn and longrope",
                        m -> m.key(MetadataKeys.Rope.SCALING_TYPE, "elastic")),
                broken("tensor 'rope_factors_long.weight' is missing", m -> m.key(MetadataKeys.Rope.SCALING_TYPE, "longrope")),
                broken("key tokenizer.ggml.tokens is missing", m -> m.metadata(w -> w.remove(MetadataKeys.Tokenizer.TOKENS))),
                broken("unknown tokenizer model \"unheard\"", m -> m.metadata(w -> w.put(MetadataKeys.Tokenizer.MODEL, "unheard"))));
    }

    // One layer more than there are tensors for.
    private static TinyLlama withAnotherLayer(TinyLlama model) {
        return model.key("block_count", 3);
    }

    private static Arguments broken(String message, UnaryOperator<TinyLlama> change) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenModels")
    void brokenModelsAreNamed(String message, UnaryOperator<TinyLlama> change) {
        assertThatThrownBy(() -> load(change.apply(TinyLlama.create())))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("tiny.gguf: ")
                .hasMessageContaining(message);
    }

    @Test
    void leftoversOfOtherToolsAreTolerated() {
        try (Model model = load(TinyLlama.create().extraTensor("rope.inv_freq", 1, 2))) {
            assertThat(model.config().layerCount()).isEqualTo(2);
        }
    }

    @Test
    void progressRisesToOneAndTheFileIsNotNeededAfterwards() throws IOException {
        List<Double> fractions = new ArrayList<>();
        Path file = TinyLlama.create().type(TensorType.Q8_0).write(folder.resolve("tiny.gguf"));
        try (Model model = engine.load(file, LoadOptions.defaults().withListener(fractions::add))) {
            Files.delete(file);
            model.session().close();

            assertThat(fractions).isSorted().hasSizeGreaterThan(10).last().isEqualTo(1.0);
            assertThat(model.residentBytes()).isGreaterThan(0);
            assertThat(model.metadata().architecture()).isEqualTo("llama");
        }
    }

    @Test
    void contextLengthIsCutToTheTrainedOne() {
        Path small = TinyLlama.create().contextLength(64).write(folder.resolve("small.gguf"));
        Path large = TinyLlama.create().contextLength(100_000).write(folder.resolve("large.gguf"));
        LoadOptions options = LoadOptions.defaults();

        assertThat(engine.load(small, options).contextLength()).isEqualTo(64);
        assertThat(engine.load(small, options.withContextLength(16)).contextLength()).isEqualTo(16);
        assertThat(engine.load(small, options.withContextLength(100)).contextLength()).isEqualTo(64);
        assertThat(engine.load(large, options).contextLength()).isEqualTo(4096);
        assertThat(engine.load(large, options.withContextLength(5000)).contextLength()).isEqualTo(5000);
    }

    @Test
    void aClosedModelOpensNoSession() {
        Model model = load(TinyLlama.create());
        model.close();

        assertThatThrownBy(model::session).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void aSessionOfAClosedModelCanNotGoOn() {
        Model model = load(TinyLlama.create());
        GenerationRequest request = GenerationRequest.of(new int[] {1, 2, 3}).withMaxTokens(2);
        try (Session session = model.session()) {
            session.generate(request, event -> {});
            model.close();
            model.close();

            GenerationRequest other = GenerationRequest.of(new int[] {3, 2, 1}).withMaxTokens(2);
            assertThatThrownBy(() -> session.generate(other, event -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aSessionTakesTheBytesItSays() {
        try (Model model = load(TinyLlama.create());
                Session session = model.session()) {
            // 2 layers, 4 kv heads, 8 + 8 values, 64 positions, 2 bytes.
            assertThat(model.sessionBytes()).isEqualTo(2 * 4 * 16 * 64 * 2);
            assertThat(session.contextLength()).isEqualTo(64);
        }
    }

    @Test
    void anUnknownBackendIsRefusedWithTheKnownOnes() {
        EngineOptions options = EngineOptions.defaults().withBackend("abacus");

        assertThatThrownBy(() -> Engine.open(options, List.of(new ScalarBackendProvider())))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("backend 'abacus' can't be used")
                .hasMessageContaining("scalar");
        assertThatThrownBy(() -> Engine.open(EngineOptions.defaults(), List.of()))
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("none is installed");
    }
}
