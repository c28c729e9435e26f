package hearth.engine.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.KvCache;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.compute.SequenceSpan;
import hearth.engine.Backends;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LlamaTest {
    private static final int[] TOKENS = {1, 70, 71, 110, 260, 35, 270, 299, 2};

    @TempDir
    Path folder;

    private LanguageModel load(TinyLlama builder, Backend backend) {
        return TinyModels.load(builder.write(folder.resolve("tiny.gguf")), backend, 16);
    }

    private static KvCache cache(LanguageModel model, Backend backend) {
        return backend.kvCache(model.config().kvCacheShape(16, KvType.F16));
    }

    private static float[] logitsOneByOne(LanguageModel model, int[] tokens, KvCache cache) {
        float[] all = new float[tokens.length * TinyVocabulary.SIZE];
        float[] one = new float[TinyVocabulary.SIZE];
        for (int i = 0; i < tokens.length; i++) {
            model.forward(Batch.ofSequence(new int[] {tokens[i]}, cache, i, true), one);
            System.arraycopy(one, 0, all, i * one.length, one.length);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "Q8_0"})
    void oneBatchEqualsTokenByToken(TensorType type) {
        for (BackendProvider provider : Backends.usable()) {
            try (Backend backend = provider.open(new BackendOptions(2))) {
                oneBatchEqualsTokenByToken(type, backend);
            }
        }
    }

    private void oneBatchEqualsTokenByToken(TensorType type, Backend backend) {
        LanguageModel model = load(TinyLlama.create().kvHeads(2).ropeFrequencies().biases().type(type), backend);
        int[] allRows = {0, 1, 2, 3, 4, 5, 6, 7, 8};
        float[] together = new float[TOKENS.length * TinyVocabulary.SIZE];
        try (KvCache first = cache(model, backend);
                KvCache second = cache(model, backend)) {
            model.forward(new Batch(TOKENS, List.of(new SequenceSpan(first, 0, TOKENS.length, 0)), allRows), together);

            assertThat(together).containsExactly(logitsOneByOne(model, TOKENS, second));
        }
    }

    @Test
    void sequencesOfOneBatchDoNotMix() {
        for (BackendProvider provider : Backends.usable()) {
            try (Backend backend = provider.open(new BackendOptions(2))) {
                sequencesOfOneBatchDoNotMix(backend);
            }
        }
    }

    private void sequencesOfOneBatchDoNotMix(Backend backend) {
        LanguageModel model = load(TinyLlama.create(), backend);
        int[] other = {1, 200, 5};
        int[] both = {1, 200, 5, 1, 70, 71, 110, 260, 35, 270, 299, 2};
        float[] together = new float[2 * TinyVocabulary.SIZE];
        try (KvCache first = cache(model, backend);
                KvCache second = cache(model, backend);
                KvCache third = cache(model, backend);
                KvCache fourth = cache(model, backend)) {
            List<SequenceSpan> spans =
                    List.of(new SequenceSpan(first, 0, 3, 0), new SequenceSpan(second, 3, TOKENS.length, 0));
            model.forward(new Batch(both, spans, new int[] {2, 11}), together);
            float[] alone = lastRow(logitsOneByOne(model, other, third));
            float[] aloneToo = lastRow(logitsOneByOne(model, TOKENS, fourth));

            assertThat(Arrays.copyOf(together, TinyVocabulary.SIZE)).containsExactly(alone);
            assertThat(lastRow(together)).containsExactly(aloneToo);
        }
    }

    private static float[] lastRow(float[] logits) {
        return Arrays.copyOfRange(logits, logits.length - TinyVocabulary.SIZE, logits.length);
    }

    @Test
    void aWindowHidesWhatIsFurtherBack() {
        for (BackendProvider provider : Backends.usable()) {
            try (Backend backend = provider.open(new BackendOptions(2))) {
                TinyLlama windowed = TinyLlama.create().layers(1).key(Attention.SLIDING_WINDOW, 3);
                LanguageModel model = load(windowed, backend);
                int[] other = TOKENS.clone();
                other[TOKENS.length - 4] = 9;
                try (KvCache first = cache(model, backend);
                        KvCache second = cache(model, backend)) {
                    float[] one = logitsOneByOne(model, TOKENS, first);
                    float[] two = logitsOneByOne(model, other, second);

                    assertThat(lastRow(two)).containsExactly(lastRow(one));
                    assertThat(two).isNotEqualTo(one);
                }
            }
        }
    }

    @Test
    void aMixtureNeedsToSayHowManyExpertsAreUsed() {
        assertThatThrownBy(() -> load(TinyLlama.create().key(Experts.COUNT, 8), new ScalarBackend()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("llama.expert_used_count is missing");
    }
}
