package hearth.workshop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowPlanTest {
    @Test
    void chunksAreThoseOfLlamaPerplexity() {
        WindowPlan plan = WindowPlan.chunks(1_700, 512, 0);
        assertThat(plan.count()).isEqualTo(3);
        assertThat(plan.window(2)).isEqualTo(new Window(1_024, 512, 256, 511, true));
        assertThat(plan.window(0).scoredCount()).isEqualTo(255);
        assertThat(plan.scoredCount()).isEqualTo(3 * 255);
        assertThat(WindowPlan.chunks(1_700, 512, 2).count()).isEqualTo(2);
        assertThat(WindowPlan.chunks(1_700, 512, 9).count()).isEqualTo(3);
    }

    @Test
    void oddContextsCountFromTheMiddle() {
        Window window = WindowPlan.chunks(100, 7, 0).window(1);
        assertThat(window).isEqualTo(new Window(7, 7, 3, 6, true));
    }

    @Test
    void windowsCountEachTokenOnce() {
        for (int stride = 1; stride <= 10; stride++) {
            WindowPlan plan = WindowPlan.windows(47, 10, stride, 0);
            List<Integer> targets = new ArrayList<>();
            for (int i = 0; i < plan.count(); i++) {
                Window window = plan.window(i);
                for (int row = window.firstScored(); row < window.endScored(); row++) {
                    targets.add(window.start() + row + 1);
                }
            }
            assertThat(targets).doesNotHaveDuplicates().isSorted().hasSize((int) plan.scoredCount());
            assertThat(targets.getLast()).isEqualTo(plan.window(plan.count() - 1).end() - 1).isLessThan(47);
            if (stride < 10) {
                assertThat(targets).startsWith(1).hasSize(targets.getLast());
            }
        }
    }

    @Test
    void wholeWindowsLeaveOutTheirFirstTokens() {
        WindowPlan plan = WindowPlan.windows(30, 10, 10, 0);
        assertThat(plan.count()).isEqualTo(3);
        assertThat(plan.window(1)).isEqualTo(new Window(10, 10, 0, 9, false));
        assertThat(plan.scoredCount()).isEqualTo(27);
    }

    @Test
    void textsThatAreTooShortAreRefused() {
        assertThatThrownBy(() -> WindowPlan.chunks(1_023, 512, 0))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("1023 tokens, but two chunks of 512 need 1024");
        assertThatThrownBy(() -> WindowPlan.windows(9, 10, 10, 0)).hasMessageContaining("a window needs 10");
        assertThatThrownBy(() -> WindowPlan.windows(30, 10, 11, 0)).hasMessageContaining("the stride is 11");
        assertThatThrownBy(() -> WindowPlan.windows(30, 10, 0, 0)).hasMessageContaining("the stride is 0");
        assertThatThrownBy(() -> WindowPlan.chunks(30, 3, 0)).hasMessageContaining("too short");
        assertThatThrownBy(() -> WindowPlan.chunks(30, 10, -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> WindowPlan.chunks(Integer.MAX_VALUE, Integer.MAX_VALUE, 0)).isInstanceOf(EvaluationException.class);
    }
}
