package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepPaceTest {
    @Test
    void findsHowManyRowsFillTheTime() {
        StepPace pace = new StepPace(100_000, 512);
        // 1000 ns a row: 100 rows in the time.
        for (int i = 0; i < 10; i++) {
            pace.took(pace.rows(false), false, pace.rows(false) * 1000L);
        }
        assertThat(pace.rows(false)).isBetween(98, 101);
        assertThat(pace.rows(true)).isBetween(196, 202);
        for (int i = 0; i < 10; i++) {
            pace.took(pace.rows(true), true, pace.rows(true) * 500L);
        }
        assertThat(pace.rows(false)).isBetween(196, 202);
        assertThat(pace.rows(true)).isBetween(392, 404);
    }

    @Test
    void staysWithinItsBounds() {
        StepPace pace = new StepPace(100_000, 512);
        for (int i = 0; i < 10; i++) {
            pace.took(pace.rows(true), true, 1);
        }
        assertThat(pace.rows(true)).isEqualTo(512);
        for (int i = 0; i < 20; i++) {
            pace.took(pace.rows(false), false, 1_000_000_000);
        }
        assertThat(pace.rows(false)).isEqualTo(32);
        assertThat(new StepPace(1, 4).rows(true)).isEqualTo(4);
    }

    @Test
    void aShortRestTeachesNothing() {
        StepPace pace = new StepPace(100_000, 512);
        pace.took(3, false, 90_000_000);
        assertThat(pace.rows(false)).isEqualTo(128);
    }
}
