package hearth.engine.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.ScalarBackend;
import hearth.engine.model.Weights;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final int LAYERS = 8;

    @TempDir
    Path folder;

    private <T> T ask(TinyLlama builder, Function<Settings, T> question) {
        try (GgufFile file = GgufFile.open(builder.write(folder.resolve("tiny.gguf")))) {
            return question.apply(
                    new Settings(new Weights(file, new ScalarBackend(), new ReentrantLock(), fraction -> {}), LAYERS));
        }
    }

    private Number number(TinyLlama builder, Function<Settings, Number> question) {
        return ask(builder, question);
    }

    private void assertRefused(TinyLlama builder, String message, Function<Settings, ?> question) {
        assertThatThrownBy(() -> ask(builder, question))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("tiny.gguf: key llama.")
                .hasMessageContaining(message);
    }

    private boolean[] sliding(TinyLlama builder, int period) {
        return ask(builder, settings -> {
            boolean[] layers = new boolean[LAYERS];
            IntStream.range(0, LAYERS).forEach(i -> layers[i] = settings.slidingLayers(period).test(i));
            return layers;
        });
    }

    @Test
    void aPeriodEndsWithALayerThatSeesAll() {
        boolean[] byThree = {true, true, false, true, true, false, true, true};
        boolean[] all = new boolean[LAYERS];
        Arrays.fill(all, true);

        assertThat(sliding(TinyLlama.create(), 3)).isEqualTo(byThree);
        assertThat(sliding(TinyLlama.create().key(Attention.SLIDING_WINDOW_PATTERN, 3), 6)).isEqualTo(byThree);
        assertThat(sliding(TinyLlama.create().key(Attention.SLIDING_WINDOW_PATTERN, 0), 6)).isEqualTo(all);
        assertThat(sliding(TinyLlama.create(), 1)).isEqualTo(new boolean[LAYERS]);
    }

    @Test
    void aListNamesTheLayersThatHaveAWindow() {
        int[] listed = {1, 0, 0, 1, 0, 0, 0, 1};
        TinyLlama builder = TinyLlama.create()
                .metadata(w -> w.put("llama." + Attention.SLIDING_WINDOW_PATTERN, NumberArray.of(listed)));
        assertThat(sliding(builder, 2)).containsExactly(true, false, false, true, false, false, false, true);

        TinyLlama tooShort = TinyLlama.create()
                .metadata(w -> w.put("llama." + Attention.SLIDING_WINDOW_PATTERN, NumberArray.of(1, 0)));
        assertRefused(tooShort, "has 2 entries for 8 layers", settings -> settings.slidingLayers(2));
    }

    @Test
    void windowsAreCheckedAndMayBeRequired() {
        Optional<Integer> usual = Optional.of(5);
        assertThat(number(TinyLlama.create(), settings -> settings.window(usual))).isEqualTo(5);
        assertThat(number(TinyLlama.create(), Settings::optionalWindow)).isEqualTo(0);
        TinyLlama nine = TinyLlama.create().key(Attention.SLIDING_WINDOW, 9);
        assertThat(number(nine, settings -> settings.window(usual))).isEqualTo(9);
        assertThat(number(nine, settings -> settings.window(Optional.empty()))).isEqualTo(9);
        assertThat(number(nine, Settings::optionalWindow)).isEqualTo(9);

        assertRefused(TinyLlama.create(), "sliding_window is missing", settings -> settings.window(Optional.empty()));
        TinyLlama negative = TinyLlama.create()
                .metadata(w -> w.put("llama." + Attention.SLIDING_WINDOW, new MetadataValue.Whole(MetadataType.INT32, -1)));
        assertRefused(negative, "is -1 but must be 1 or more", settings -> settings.window(usual));
        assertRefused(negative, "is -1 but must be 0 (none) or more", Settings::optionalWindow);
        assertRefused(
                TinyLlama.create().key(Attention.SLIDING_WINDOW, "wide"), "holds STRING, expected an integer", Settings::optionalWindow);
    }

    @Test
    void numbersAreChecked() {
        TinyLlama builder = TinyLlama.create()
                .key(Model.LOGIT_SCALE, 0f)
                .key(Model.RESIDUAL_SCALE, -2f)
                .key(Rope.SLIDING_THETA, 1f)
                .key(Rope.ORIGINAL_CONTEXT_LENGTH, 0);
        assertThat(number(builder, settings -> settings.positive(Model.EMBEDDING_SCALE, 3))).isEqualTo(3f);
        assertThat(number(builder, settings -> settings.positiveOrNone(Model.LOGIT_SCALE))).isEqualTo(0f);
        assertThat(number(builder, settings -> settings.theta(Rope.THETA, 7))).isEqualTo(10_000f);
        assertRefused(builder, "is 0.0 but must be more than 0", settings -> settings.positive(Model.LOGIT_SCALE, 1));
        assertRefused(builder, "is -2.0 but must be 0 (none)", settings -> settings.positiveOrNone(Model.RESIDUAL_SCALE));
        assertRefused(builder, "is 1.0 but must be more than 1", settings -> settings.theta(Rope.SLIDING_THETA, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Attention.CLAMP_QKV,
                Attention.MAX_ALIBI_BIAS,
                Model.ATTENTION_LOGIT_SOFT_CAP,
                Model.FINAL_LOGIT_SOFT_CAP,
                Model.EMBEDDING_SCALE,
                Model.RESIDUAL_SCALE,
                Model.LOGIT_SCALE
            })
    void aSettingThatTheArchitectureDoesNotHeedIsRefused(String key) {
        Path file = TinyLlama.create().key(key, 2f).write(folder.resolve("tiny.gguf"));
        assertThatThrownBy(() -> TinyModels.load(file, new ScalarBackend(), 4))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("key llama." + key + " is set, but architecture 'llama' as known here has no use for it");
        Path none = TinyLlama.create().key(key, 0f).write(folder.resolve("none.gguf"));
        assertThat(TinyModels.load(none, new ScalarBackend(), 4).config().layerCount()).isEqualTo(2);
    }

    @Test
    void missingPartsOfAnArchitectureAreNamed() {
        Path olmo = TinyLlama.create().architecture("olmo2").write(folder.resolve("olmo.gguf"));
        assertThatThrownBy(() -> TinyModels.load(olmo, new ScalarBackend(), 4))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("olmo.gguf: tensor 'blk.0.attn_q_norm.weight' is missing");
        Path gemma = TinyLlama.create().architecture("gemma3").write(folder.resolve("gemma.gguf"));
        assertThatThrownBy(() -> TinyModels.load(gemma, new ScalarBackend(), 4))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("gemma.gguf: key gemma3.attention.sliding_window is missing");
    }
}
