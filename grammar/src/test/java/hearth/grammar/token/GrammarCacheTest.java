package hearth.grammar.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.grammar.Grammar;
import hearth.grammar.InvalidGrammarException;
import org.junit.jupiter.api.Test;

class GrammarCacheTest {
    private static final TokenVocabulary VOCABULARY = TestVocabulary.of();

    @Test
    void keepsGrammarsByKey() {
        GrammarCache cache = new GrammarCache(VOCABULARY, 1 << 20);
        TokenGrammar first = cache.get("a", () -> Grammar.parseGbnf("root ::= \"a\""));
        assertThat(cache.get("a", () -> {
            throw new AssertionError("made again");
        })).isSameAs(first);
        assertThatThrownBy(() -> cache.get("b", () -> Grammar.parseGbnf("x"))).isInstanceOf(InvalidGrammarException.class);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void dropsThoseNotUsedForLong() {
        GrammarCache cache = new GrammarCache(VOCABULARY, 200_000);
        TokenGrammar kept = cache.get(0, () -> Grammar.parseGbnf("root ::= \"x\""));
        int most = 0;
        for (int i = 1; i < 3_000; i++) {
            String grammar = "root ::= \"text " + i + " with some length\"";
            assertThat(TestVocabulary.matches(cache.get(i, () -> Grammar.parseGbnf(grammar)), "text " + i + " with some length")).isTrue();
            assertThat(cache.get(0, () -> Grammar.parseGbnf("root ::= \"y\""))).isSameAs(kept);
            most = Math.max(most, cache.size());
        }
        assertThat(most).isBetween(2, 2_000);
    }
}
