package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SentencePieceTokenizerTest {
    private static final int BYTES = 3; // id of <0x00>
    private static final String S = "\u2581";

    private static TinyVocabulary abc() {
        return TinyVocabulary.ofSentencePieces()
                .normal(S, -10) // 259
                .normal("a", -11) // 260
                .normal("b", -12) // 261
                .normal("ab", -2) // 262
                .normal("ba", -1) // 263
                .normal(S + "ab", -3) // 264
                .normal(S + S, -4) // 265
                .normal("aa", -5); // 266
    }

    @Test
    void mergesTheHighestScoreFirst() {
        Tokenizer tokenizer = abc().tokenizer();
        assertThat(tokenizer.encode("ab", false)).containsExactly(264);
        assertThat(tokenizer.encode("aba", false)).containsExactly(259, 260, 263);
        assertThat(tokenizer.encode("aaa", false)).containsExactly(259, 266, 260); // equal scores: leftmost
        assertThat(tokenizer.encode("  ab", false)).containsExactly(265, 264);
        assertThat(tokenizer.encode("", false)).isEmpty();
    }

    @Test
    void spellsWhatIsNoTokenInBytes() {
        Tokenizer tokenizer = abc().tokenizer();
        assertThat(tokenizer.encode("\n\u00E9", false)).containsExactly(259, BYTES + '\n', BYTES + 0xC3, BYTES + 0xA9);
        assertThat(tokenizer.decode(new int[] {259, BYTES + 0xC3, BYTES + 0xA9}, false)).isEqualTo("\u00E9");
    }

    @Test
    void usesTheUnknownTokenWhereBytesAreMissing() {
        TinyVocabulary vocabulary = TinyVocabulary.ofSentencePieces();
        Vocabulary full = vocabulary.build();
        TextTable.Builder few = TextTable.builder(0, 0);
        for (String text : new String[] {"<unk>", "<s>", "</s>", S, "a"}) {
            few.add(text);
        }
        Tokenizer tokenizer = Tokenizer.create(new Vocabulary("llama", Optional.empty(), few.build(), new float[0],
                new int[] {2, 3, 3, 1, 1}, TextTable.EMPTY, full.specialIds(), full.flags()));
        assertThat(tokenizer.encode("ax", false)).containsExactly(3, 4, 0);
    }

    @Test
    void neverMergesTextIntoAMarkerOrAByteToken() {
        TinyVocabulary vocabulary = abc().normal("<", -1).normal("s", -1).normal(">", -1).normal("s>", -1).normal("<s", -1);
        int[] ids = vocabulary.tokenizer().encode("<s>", false);
        assertThat(ids).doesNotContain(1).containsExactly(259, vocabulary.id("<s"), vocabulary.id(">"));
        vocabulary.normal("0", 0).normal("x", 0).normal("A", 0).normal("<0", 0).normal("<0x", 0).normal("<0x0", 0).normal("<0x0A", 0);
        assertThat(vocabulary.tokenizer().encode("<0x0A>", false)).doesNotContain(BYTES + 10);
    }

    @Test
    void handlesTheAddedSpace() {
        Tokenizer tokenizer = abc().tokenizer();
        assertThat(tokenizer.decode(new int[] {264, 264}, false)).isEqualTo("ab ab");
        assertThat(tokenizer.decode(new int[] {265, 260}, false)).isEqualTo(" a");
        StreamDecoder goesOn = tokenizer.streamDecoder(new DecodeOptions(false, true));
        assertThat(goesOn.append(264)).isEqualTo(" ab");
        Tokenizer without = abc().flags(Optional.empty(), Optional.of(false), false).tokenizer();
        assertThat(without.encode("ab", false)).containsExactly(262);
        assertThat(without.decode(new int[] {264}, false)).isEqualTo(" ab");
    }

    @Test
    void mergesAcrossWordsWhereTheVocabularyDoes() {
        TinyVocabulary vocabulary = abc().normal("b" + S, -0.5f).normal("b" + S + "a", -0.25f);
        assertThat(vocabulary.tokenizer().encode("ab ab", false))
                .containsExactly(259, 260, vocabulary.id("b" + S + "a"), 261);
    }

    @Test
    void readsTheSpaceMarkAsASpace() {
        Tokenizer tokenizer = abc().tokenizer();
        assertThat(tokenizer.encode("a" + S + "ab", false)).isEqualTo(tokenizer.encode("a ab", false));
    }

    @Test
    void addsBeginTokenOnce() {
        Tokenizer tokenizer = abc().tokenizer();
        assertThat(tokenizer.withBos(new int[] {5})).containsExactly(1, 5);
        assertThat(tokenizer.withBos(new int[] {1, 5})).containsExactly(1, 5);
        assertThat(tokenizer.withBos(new int[0])).containsExactly(1);
        assertThat(tokenizer.withEos(new int[] {5})).containsExactly(5);
        Tokenizer off = abc().flags(Optional.of(false), Optional.empty(), false).tokenizer();
        assertThat(off.withBos(new int[] {5})).containsExactly(5);
        Tokenizer both = abc().flags(Optional.of(true), Optional.empty(), false).tokenizer();
        assertThat(both.withEos(new int[] {5})).containsExactly(5, 2);
        assertThat(both.withEos(new int[] {5, 2})).containsExactly(5, 2);
    }

    @Test
    void encodesAMillionCharactersOfOneWord() {
        Tokenizer tokenizer = abc().tokenizer();
        int[][] ids = new int[1][];
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> ids[0] = tokenizer.encode("a".repeat(1_000_000), false));
        assertThat(ids[0]).hasSize(500_001);
        Tokenizer joined = abc().normal("b" + S + "a", -0.25f).tokenizer();
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> ids[0] = joined.encode("ab ".repeat(300_000), false));
        assertThat(joined.decode(ids[0], false)).isEqualTo("ab ".repeat(300_000));
    }
}
