package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationSettingsTest {
    private final GenerationSettings defaults = GenerationSettings.defaults();

    @Test
    void takesNumbersAndTextsByOllamasNames() {
        GenerationSettings settings = defaults.with("temperature", "0.5")
                .with("top_k", 7L)
                .with("min_p", 0.25)
                .with("seed", "4294967295")
                .with("num_predict", 12)
                .with("num_ctx", "512")
                .with("stop", "END");
        assertThat(settings.sampling().temperature()).isEqualTo(0.5f);
        assertThat(settings.sampling().topK()).isEqualTo(7);
        assertThat(settings.sampling().minP()).isEqualTo(0.25f);
        assertThat(settings.sampling().seed()).isEqualTo(4_294_967_295L);
        assertThat(settings.maxTokens()).isEqualTo(12);
        assertThat(settings.contextLength()).isEqualTo(512);
        assertThat(settings.stopSequences()).containsExactly("END");
    }

    @Test
    void modelParametersLieOverDefaultsAndThoseWithoutMeaningHereArePassedOver() {
        GenerationSettings settings =
                defaults.withModelParameters(Map.of("stop", List.of("a", "b"), "num_gpu", 33L, "use_mmap", true, "num_predict", -2L));
        assertThat(settings).isEqualTo(defaults.withStopSequences(List.of("a", "b")));
    }

    @Test
    void refusesUnknownNamesAndWrongValues() {
        refuses("warmth", "1", "unknown parameter 'warmth'");
        refuses("top_k", "many", "top_k is 'many' but must be a whole number");
        refuses("top_k", 1.5, "top_k is '1.5' but must be a whole number");
        refuses("num_ctx", 1L << 40, "32 bits");
        refuses("temperature", true, "temperature is 'true' but must be a number");
        refuses("temperature", "-1", "temperature is -1.0 but must be 0 or more");
        refuses("stop", List.of(1L), "a text or a list of texts");
    }

    private void refuses(String name, Object value, String message) {
        assertThatThrownBy(() -> defaults.with(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
