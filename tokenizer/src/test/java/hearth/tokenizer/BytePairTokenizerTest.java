package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class BytePairTokenizerTest {
    private static TinyVocabulary hello() {
        return TinyVocabulary.ofBytes()
                .merge("l", "l") // 256
                .merge("h", "e") // 257
                .merge("he", "ll") // 258
                .merge("hell", "o") // 259
                .merge("\u0120", "hello") // 260
                .merge("l", "o"); // 261
    }

    @Test
    void mergesInTheOrderOfTheList() {
        Tokenizer tokenizer = hello().tokenizer();
        assertThat(tokenizer.encode("hello hello", false)).containsExactly(259, 260);
        assertThat(tokenizer.encode("lllo", false)).containsExactly(256, 261);
        assertThat(tokenizer.encode("Hello", false)).containsExactly('H', 'e', 256, 'o');
        assertThat(tokenizer.encode("", false)).isEmpty();
    }

    @Test
    void takesWholeWordsWhereThePreTokenizerSaysSo() {
        // "abc" is a token, but no merges lead to it
        TinyVocabulary vocabulary = hello().normal("abc", 0).control("zzz").special(SpecialToken.BOS, 263);
        assertThat(vocabulary.tokenizer().encode("abc", false)).containsExactly('a', 'b', 'c');
        Tokenizer llama3 = vocabulary.preTokenizer("llama-bpe").tokenizer();
        assertThat(llama3.encode("abc", false)).containsExactly(262);
        assertThat(llama3.encode("zzz", false)).containsExactly('z', 'z', 'z');
        assertThat(llama3.encode("zzz", true)).containsExactly(263);
        assertThat(llama3.withBos(new int[] {1})).containsExactly(263, 1);
    }

    @Test
    void takesAMergeApartThatMakesNoTokenForText() {
        // the merges lead to "abc", which is a control token, and to "qqq", which is no token at all
        TinyVocabulary vocabulary = hello().merge("a", "b").mergeOnly("ab", "c").control("abc").merge("q", "q").mergeOnly("qq", "q");
        Tokenizer tokenizer = vocabulary.tokenizer();
        assertThat(tokenizer.encode("abc", false)).containsExactly(vocabulary.id("ab"), 'c');
        assertThat(tokenizer.encode("abc", true)).containsExactly(vocabulary.id("abc"));
        assertThat(tokenizer.encode("qqq", false)).containsExactly(vocabulary.id("qq"), 'q');
    }

    @Test
    void returnsEveryTextUnchanged() {
        Tokenizer tokenizer = hello().tokenizer();
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
                text.appendCodePoint(codePoint >= 0xD800 && codePoint < 0xE000 ? ' ' : codePoint);
            }
            int[] ids = tokenizer.encode(text.toString(), false);
            assertThat(tokenizer.decode(ids, false)).isEqualTo(text.toString());
        }
    }

    @Test
    void readsAnUnpairedSurrogateAsAReplacementCharacter() {
        Tokenizer tokenizer = hello().tokenizer();
        assertThat(returned(tokenizer, "a\uD83D")).isEqualTo("a\uFFFD");
        assertThat(returned(tokenizer, "\uDE00a")).isEqualTo("\uFFFDa");
        assertThat(returned(tokenizer, "\uD83Dx\uDE00")).isEqualTo("\uFFFDx\uFFFD");
        assertThat(returned(tokenizer, "\uDE00\uD83D")).isEqualTo("\uFFFD\uFFFD");
        assertThat(returned(tokenizer, "\uD83D\uD83D\uDE00")).isEqualTo("\uFFFD\uD83D\uDE00");
    }

    private static String returned(Tokenizer tokenizer, String text) {
        return tokenizer.decode(tokenizer.encode(text, true), true);
    }

    @Test
    void leavesOutBytesWithoutAToken() {
        Vocabulary full = TinyVocabulary.ofBytes().build();
        TextTable.Builder some = TextTable.builder(0, 0);
        for (int id = 0; id < 'z'; id++) {
            some.add(full.tokens().text(id));
        }
        Tokenizer tokenizer = Tokenizer.create(new Vocabulary("gpt2", full.preTokenizer(), some.build(), new float[0],
                new int[0], TextTable.of(List.of("y z", "x y")), Map.of(), TokenizerFlags.DEFAULT));
        assertThat(tokenizer.encode("xyzzy", false)).containsExactly('x', 'y', 'y');
    }

    @Test
    void encodesAMillionCharactersOfOneWord() {
        Tokenizer tokenizer = hello().tokenizer();
        String text = "hello".repeat(200_000);
        int[][] ids = new int[1][];
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> ids[0] = tokenizer.encode(text, false));
        assertThat(ids[0]).hasSize(200_000).containsOnly(259);
    }

    @Test
    void namesAMalformedMerge() {
        for (String merge : new String[] {"ab", "ab ", " ab", ""}) {
            Vocabulary full = TinyVocabulary.ofBytes().build();
            Vocabulary broken = new Vocabulary("gpt2", full.preTokenizer(), full.tokens(), full.scores(), full.types(),
                    TextTable.of(List.of("a b", merge)), full.specialIds(), full.flags());
            assertThatThrownBy(() -> Tokenizer.create(broken))
                    .isInstanceOf(InvalidVocabularyException.class)
                    .hasMessageContaining("merge 1");
        }
    }
}
