package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private static final TextTable TWO = TextTable.of(List.of("a", "b\u00E9"));

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> vocabulary(TextTable.EMPTY, new float[0], new int[0], Map.of())).hasMessageContaining("no tokens");
        assertThatThrownBy(() -> vocabulary(TWO, new float[1], new int[0], Map.of())).hasMessageContaining("1 scores");
        assertThatThrownBy(() -> vocabulary(TWO, new float[0], new int[1], Map.of())).hasMessageContaining("1 token types");
        assertThatThrownBy(() -> vocabulary(TWO, new float[] {0, Float.NaN}, new int[0], Map.of()))
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("score of token 1");
        assertThatThrownBy(() -> vocabulary(TWO, new float[0], new int[0], Map.of(SpecialToken.PADDING, 2)))
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("PADDING is 2")
                .hasMessageContaining("2 tokens");
        assertThatThrownBy(() -> vocabulary(TWO, new float[0], new int[0], Map.of(SpecialToken.EOS, -1)))
                .hasMessageContaining("EOS is -1");
        assertThat(vocabulary(TWO, new float[3], new int[3], Map.of()).size()).isEqualTo(2);
    }

    @Test
    void tableKeepsTexts() {
        assertThat(TWO.size()).isEqualTo(2);
        assertThat(TWO.text(1)).isEqualTo("b\u00E9");
        assertThat(TWO.length(1)).isEqualTo(3);
        assertThat(TWO.indexOf("b\u00E9")).isEqualTo(1);
        assertThat(TWO.indexOf("b")).isEqualTo(-1);
        TextTable.Builder builder = TextTable.builder(0, 0);
        for (int i = 0; i < 1_000; i++) {
            builder.add("text " + i);
        }
        TextTable grown = builder.build();
        assertThat(grown.size()).isEqualTo(1_000);
        assertThat(grown.text(999)).isEqualTo("text 999");
        assertThatThrownBy(() -> TextTable.of(List.of("x".repeat(TextTable.MAX_TEXT_BYTES + 1))))
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("text 0 has 65536 bytes");
    }

    private static Vocabulary vocabulary(TextTable tokens, float[] scores, int[] types, Map<SpecialToken, Integer> ids) {
        return new Vocabulary("gpt2", Optional.empty(), tokens, scores, types, TextTable.EMPTY, ids, TokenizerFlags.DEFAULT);
    }
}
