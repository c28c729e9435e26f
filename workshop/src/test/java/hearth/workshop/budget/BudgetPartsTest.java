package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.workshop.evaluate.CalibrationText;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BudgetPartsTest {
    @Test
    void aTextIsCutAtLinesAndNothingIsInBothPartsOrLost() {
        String text = String.join("", IntStream.range(0, 4000).mapToObj(i -> "line " + i + "\n").toList());
        TextParts parts = TextParts.of(text);
        List<String> one = parts.calibration().lines().toList();
        List<String> two = parts.verification().lines().toList();
        assertThat(one).doesNotContainAnyElementsOf(two);
        assertThat(one.size() + two.size()).isEqualTo(4000);
        assertThat(parts.verification().length()).isBetween(text.length() / 4, text.length() * 2 / 5);
    }

    @Test
    void ourOwnTextGivesBothPartsEnough() {
        TextParts parts = TextParts.of(CalibrationText.read());
        assertThat(parts.calibration()).hasSizeGreaterThan(15_000);
        assertThat(parts.verification()).hasSizeGreaterThan(7_000);
    }

    @Test
    void aSampleIsOfAllOverTheText() {
        String text = String.join("", IntStream.range(0, 4000).mapToObj(i -> "line " + i + "\n").toList());
        String sample = TextParts.sample(text, 6000);
        List<String> lines = sample.lines().toList();
        assertThat(sample.length()).isBetween(5000, 7000);
        assertThat(lines).doesNotHaveDuplicates().contains("line 0");
        assertThat(text.lines().toList()).containsAll(lines);
        assertThat(Integer.parseInt(lines.getLast().substring(5))).isGreaterThan(3000);
        assertThat(TextParts.sample("short", 6000)).isEqualTo("short");
    }

    @Test
    void groupsAreBandsOfDepth() {
        assertThat(SensitivityGroups.name("token_embd.weight", 30)).isEqualTo("token_embd.weight");
        assertThat(SensitivityGroups.name("blk.0.attn_q.weight", 30)).isEqualTo("attn_q.weight of layers 0 to 2");
        assertThat(SensitivityGroups.name("blk.3.attn_q.weight", 30)).isEqualTo("attn_q.weight of layers 3 to 10");
        assertThat(SensitivityGroups.name("blk.29.ffn_down.weight", 30)).isEqualTo("ffn_down.weight of layers 27 to 29");
        for (int layers = 1; layers < 100; layers++) {
            for (int layer = 0; layer < layers; layer++) {
                String[] words = SensitivityGroups.name("blk." + layer + ".x.weight", layers).split(" ");
                assertThat(layer).isBetween(Integer.parseInt(words[3]), Integer.parseInt(words[5]));
            }
        }
    }
}
