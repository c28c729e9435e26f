package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({"5m, PT5M", "1h30m, PT1H30M", "-1m, PT-1M", "0, PT0S", "1.5s, PT1.5S", "250ms, PT0.25S"})
    void readsDurations(String text, Duration expected) {
        assertThat(new GoDuration().convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "", "-", "m", "5x", "5m x", "999999999999h"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> new GoDuration().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
