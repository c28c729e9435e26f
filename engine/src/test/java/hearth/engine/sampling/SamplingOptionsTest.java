package hearth.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingOptionsTest {
    private static final SamplingOptions DEFAULTS = SamplingOptions.defaults();

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                wrong("temperature", () -> DEFAULTS.withTemperature(-0.1f)),
                wrong("temperature", () -> DEFAULTS.withTemperature(Float.NaN)),
                wrong("temperature", () -> DEFAULTS.withTemperature(Float.POSITIVE_INFINITY)),
                wrong("topK", () -> DEFAULTS.withTopK(-1)),
                wrong("topP", () -> DEFAULTS.withTopP(1.01f)),
                wrong("topP", () -> DEFAULTS.withTopP(Float.NaN)),
                wrong("minP", () -> DEFAULTS.withMinP(-0.01f)),
                wrong("typicalP", () -> DEFAULTS.withTypicalP(2)),
                wrong("repeatPenalty", () -> DEFAULTS.withRepeatPenalty(0)),
                wrong("repeatPenalty", () -> DEFAULTS.withRepeatPenalty(Float.POSITIVE_INFINITY)),
                wrong("repeatLastN", () -> DEFAULTS.withRepeatLastN(-2)),
                wrong("presencePenalty", () -> DEFAULTS.withPresencePenalty(Float.NaN)),
                wrong("frequencyPenalty", () -> DEFAULTS.withFrequencyPenalty(Float.NEGATIVE_INFINITY)),
                wrong("seed", () -> DEFAULTS.withSeed(-2)),
                wrong("seed", () -> DEFAULTS.withSeed(1L << 32)));
    }

    private static Arguments wrong(String name, ThrowingCallable call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void refusesValuesOutOfRange(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(name + " is ");
    }

    @Test
    void changesOneValueOnly() {
        SamplingOptions options = DEFAULTS.withTemperature(1)
                .withTopK(2)
                .withTopP(0.3f)
                .withMinP(0.4f)
                .withTypicalP(0.5f)
                .withRepeatPenalty(6)
                .withRepeatLastN(7)
                .withPresencePenalty(8)
                .withFrequencyPenalty(9)
                .withMinKeep(11)
                .withSeed(10);

        assertThat(options).isEqualTo(new SamplingOptions(1, 2, 0.3f, 0.4f, 0.5f, 6, 7, 8, 9, 11, 10));
    }

    @Test
    void defaultsAreOllamas() {
        assertThat(DEFAULTS).isEqualTo(new SamplingOptions(0.8f, 40, 0.9f, 0, 1, 1, 64, 0, 0, 0, -1));
    }
}
