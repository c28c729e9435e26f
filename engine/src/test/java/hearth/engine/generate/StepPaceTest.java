package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepPaceTest {
    private static final List<BatchStep.Portion> NO_DECODES = List.of();

    @Test
    void findsHowManyRowsFillTheTime() {
        StepPace pace = new StepPace(100_000, 512);
        // 1000 ns a row: 100 rows in the time.
        for (int i = 0; i < 10; i++) {
            pace.took(NO_DECODES, pace.rows(), pace.rows() * 1000L);
        }
        assertThat(pace.rows()).isBetween(98, 101);
    }

    @Test
    void staysWithinItsBounds() {
        StepPace pace = new StepPace(100_000, 512);
        for (int i = 0; i < 10; i++) {
            pace.took(NO_DECODES, pace.rows(), 1);
        }
        assertThat(pace.rows()).isEqualTo(512);
        for (int i = 0; i < 20; i++) {
            pace.took(NO_DECODES, pace.rows(), 1_000_000_000);
        }
        assertThat(pace.rows()).isEqualTo(16);
        assertThat(new StepPace(1, 4).rows()).isEqualTo(4);
    }

    @Test
    void aShortRestTeachesNothing() {
        StepPace pace = new StepPace(100_000, 512);
        pace.took(NO_DECODES, 3, 90_000_000);
        assertThat(pace.rows()).isEqualTo(128);
    }
}
