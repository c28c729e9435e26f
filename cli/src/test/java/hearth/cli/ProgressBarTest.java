package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void showsAmountRateAndTimeLeftWhileItRuns() {
        ProgressBar bar = new ProgressBar("pulling 0123456789ab:");
        bar.update(0, 100_000_000, 0);
        bar.update(25_000_000, 100_000_000, 5 * SECOND);
        String line = bar.line(80, 5 * SECOND);
        assertThat(line).startsWith("pulling 0123456789ab:  25% ▕███").endsWith("▏ 25 MB/100 MB  5 MB/s  15s");
        assertThat(line).hasSize(80 - 1);
    }

    @Test
    void showsOnlyTheTotalWhenComplete() {
        ProgressBar bar = new ProgressBar("x:");
        bar.update(3_000, 3_000, 0);
        assertThat(bar.complete()).isTrue();
        assertThat(bar.line(30, 0)).isEqualTo("x: 100% ▕██████████████▏ 3 KB");
    }

    @Test
    void staysOnOneLineOfANarrowTerminal() {
        ProgressBar bar = new ProgressBar("pulling 0123456789ab:");
        bar.update(1, 3, 0);
        for (int columns = 1; columns < 90; columns++) {
            assertThat(bar.line(columns, SECOND).length()).isLessThan(columns);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "184, 3m4s", "3720, 1h2m", "400000, 99h+"})
    void roundsTheTimeLeft(long seconds, String expected) {
        assertThat(ProgressBar.timeLeft(seconds)).isEqualTo(expected);
    }
}
