package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetGoalTest {
    @Test
    void lossesAndSizesAreRead() {
        assertThat(BudgetGoal.parse("kl:0.02")).isEqualTo(new BudgetGoal.Divergence(0.02));
        assertThat(BudgetGoal.parse(" PPL:2% ")).isEqualTo(new BudgetGoal.Perplexity(0.02));
        assertThat(BudgetGoal.parse("ppl:0.5 %")).isEqualTo(new BudgetGoal.Perplexity(0.005));
        assertThat(BudgetGoal.parse("4GB")).isEqualTo(new BudgetGoal.Size(4_000_000_000L));
        assertThat(BudgetGoal.parse("1.5 gib")).isEqualTo(new BudgetGoal.Size(3L << 29));
        assertThat(BudgetGoal.parse("80mb")).isEqualTo(new BudgetGoal.Size(80_000_000));
        assertThat(BudgetGoal.parse("1234b")).isEqualTo(new BudgetGoal.Size(1234));
    }

    @Test
    void budgetsSayWhatTheyAre() {
        assertThat(BudgetGoal.parse("kl:0.02")).hasToString("KL divergence 0.02");
        assertThat(BudgetGoal.parse("ppl:7%")).hasToString("perplexity +7 %");
        assertThat(BudgetGoal.parse("1KiB")).hasToString("1024 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2%", "ppl:2", "kl:2%", "kl:0", "kl:-1", "0GB", "4 PB", "kl:1e-3", "ppl:0%", "999999999999.9TB"})
    void anythingElseIsRefusedWithTheForms(String text) {
        assertThatThrownBy(() -> BudgetGoal.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no budget")
                .hasMessageContaining("kl:0.02");
    }
}
