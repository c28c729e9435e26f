package hearth.tokenizer.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Hugging Face's tokenizers make of these, each by itself. */
class TextStepsTest {
    private static String after(String text, String... names) {
        return TextSteps.of(List.of(names)).orElseThrow().apply(text);
    }

    @Test
    void formsAreThoseOfTheReferencesTables() {
        assertThat(after("\uFB01\u00E9\u2460", "nfkd")).isEqualTo("fie\u03011");
        assertThat(after("\u32FF\uFB01", "nfkd")).as("a character of Unicode 12.1 with a decomposition the reference has not").isEqualTo("\u32FFfi");
        assertThat(after("e\u0301\uFF21", "nfkc")).isEqualTo("\u00E9A");
        assertThat(after("\u00E9", "nfd")).isEqualTo("e\u0301");
        assertThat(after("e\u0301", "nfc")).isEqualTo("\u00E9");
    }

    @Test
    void marksOfAllKindsAreDropped() {
        assertThat(after("e\u0301\u0915\u0940\u20DD\u1CF2", "strip_accents")).isEqualTo("e\u0915");
        assertThat(after("a\u1ABFb", "strip_accents")).as("a younger mark").isEqualTo("a\u1ABFb");
    }

    @Test
    void lettersBecomeSmallOneByOne() {
        assertThat(after("\u0130\u03A3\u0391\u03A3 STRASSE \u1E9E", "lowercase")).isEqualTo("i\u0307\u03C3\u03B1\u03C3 strasse \u00DF");
    }

    @Test
    void stepsFollowOneAnother() {
        String[] albert = {"replace", "``", "\"", "replace", "''", "\"", "nfkd", "strip_accents", "lowercase"};
        assertThat(after("``Caf\u00C9''", albert)).isEqualTo("\"cafe\"");
    }

    @Test
    void whatIsNotKnownIsNoStep() {
        assertThat(TextSteps.of(List.of("nfq"))).isEmpty();
        assertThat(TextSteps.of(List.of("replace", "a"))).isEmpty();
        assertThat(TextSteps.of(List.of("replace", "", ""))).isEmpty();
        assertThat(TextSteps.of(List.of("replace", "a", "aa"))).as("texts that grow").isEmpty();
        assertThat(TextSteps.of(Collections.nCopies(65, "nfc"))).isEmpty();
    }
}
