package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The families that have no real vocabulary among the test data, on tiny ones. */
class FamiliesTest {
    private static final String MARK = "\u2581";

    private static Tokenizer wordPiece() {
        return TinyVocabulary.of("bert")
                .control("[CLS]").token("[UNK]", 2, 0).control("[SEP]").control("[MASK]")
                .normal(MARK + "play", 0).normal("ing", 0).normal("in", 0).normal(MARK + "!", 0).normal(MARK + "i", 0)
                .special(SpecialToken.CLASSIFIER, 0).special(SpecialToken.UNKNOWN, 1).special(SpecialToken.SEPARATOR, 2)
                .tokenizer();
    }

    @Test
    void wordPieceTakesTheLongestPieceAndWholeWordsOrNone() {
        Tokenizer tokenizer = wordPiece();
        int[] ids = tokenizer.encode("Playing! pl\u00E4ying playx", false);
        assertThat(ids).containsExactly(4, 5, 7, 4, 5, 1);
        assertThat(tokenizer.withEos(tokenizer.withBos(ids))).startsWith(0, 4).endsWith(1, 2);
        assertThat(tokenizer.decode(ids, false)).isEqualTo("playing ! playing");
        assertThat(tokenizer.encode("i[MASK]", true)).containsExactly(8, 3);
        assertThat(tokenizer.encode(List.of(new TextPart("i[MASK]", false)))).doesNotContain(3);
    }

    @Test
    void wordPieceKeepsCaseAndAccentsWhereTheFileSaysSo() {
        Vocabulary uncased = wordPiece().vocabulary();
        Vocabulary cased = new Vocabulary("bert", Optional.empty(), uncased.tokens(), uncased.scores(), uncased.types(),
                TextTable.EMPTY, uncased.specialIds(), TokenizerFlags.DEFAULT,
                new Normalization(Optional.of(false), Optional.empty(), Optional.empty(), new byte[0]));
        assertThat(Tokenizer.create(cased).encode("Play play pl\u00E4y", false)).containsExactly(1, 4, 1);
    }

    @Test
    void unigramTakesTheBestSum() {
        TinyVocabulary vocabulary = TinyVocabulary.of("t5")
                .control("<pad>").control("</s>").token("<unk>", 2, 0)
                .normal(MARK, -2).normal("a", -3).normal("b", -3).normal("ab", -4).normal(MARK + "a", -4).normal("bb", -10);
        Tokenizer tokenizer = vocabulary.flags(Optional.empty(), Optional.of(true), false).tokenizer();
        assertThat(tokenizer.encode("ab", false)).containsExactly(3, 6); // -6 is better than -4 - 3
        assertThat(tokenizer.encode("a bb", false)).containsExactly(7, 3, 5, 5);
        assertThat(tokenizer.encode("azzb", false)).containsExactly(7, 2, 5);
        assertThat(tokenizer.withEos(new int[] {4})).containsExactly(4, 1);
        assertThat(tokenizer.decode(new int[] {3, 6, 3, 4}, false)).isEqualTo("ab a");
    }

    @Test
    void unigramKeepsOneLastSpaceWhereItsSourceDoes() {
        Vocabulary plain = TinyVocabulary.of("t5")
                .control("<pad>").control("</s>").token("<unk>", 2, 0).normal(MARK, -2).normal(MARK + "a", -3)
                .flags(Optional.empty(), Optional.of(true), true).tokenizer().vocabulary();
        Normalization removes = new Normalization(Optional.empty(), Optional.empty(), Optional.of(true), new byte[0]);
        assertThat(ids(plain, removes, " a  a  ")).containsExactly(4, 4);
        assertThat(ids(plain, removes.withLastSpace(), " a  a  ")).containsExactly(4, 4, 3);
        assertThat(ids(plain, removes.withLastSpace(), "  ")).containsExactly(3);
        assertThat(ids(plain, removes.withLastSpace(), "a")).containsExactly(4);
        assertThat(ids(plain, removes.withLastSpace(), "")).isEmpty();
    }

    private static int[] ids(Vocabulary vocabulary, Normalization normalization, String text) {
        return Tokenizer.create(new Vocabulary(vocabulary.model(), vocabulary.preTokenizer(), vocabulary.tokens(), vocabulary.scores(),
                        vocabulary.types(), vocabulary.merges(), vocabulary.specialIds(), vocabulary.flags(), normalization))
                .encode(text, false);
    }

    @Test
    void unigramRefusesABrokenCharacterMapAndSurvivesAWildOne() {
        Vocabulary plain = TinyVocabulary.of("t5").control("<pad>").control("</s>").token("<unk>", 2, 0).normal("a", -1).build();
        assertThatThrownBy(() -> Tokenizer.create(withMap(plain, new byte[] {9, 0, 0, 0, 1})))
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("character map");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] map = new byte[4 + 4 * 64 + 50];
            random.nextBytes(map);
            map[0] = 0;
            map[1] = 1;
            map[2] = 0;
            map[3] = 0;
            assertThat(Tokenizer.create(withMap(plain, map)).encode("a\u00E9 b\u4E2D aa", false)).isNotNull();
        }
    }

    private static Vocabulary withMap(Vocabulary plain, byte[] map) {
        return new Vocabulary("t5", Optional.empty(), plain.tokens(), plain.scores(), plain.types(), TextTable.EMPTY,
                Map.of(), TokenizerFlags.DEFAULT, new Normalization(Optional.empty(), Optional.empty(), Optional.empty(), map));
    }

    @Test
    void plainPairsMergeCharactersAndSpellTheRest() {
        TinyVocabulary vocabulary = TinyVocabulary.of("gemma4");
        for (int b = 0; b < 0x100; b++) {
            vocabulary.token(String.format("<0x%02X>", b), 6, 0);
        }
        vocabulary.control("<bos>").normal(MARK, 0).normal("a", 0).normal("b", 0).normal("\n\n", 0)
                .merge("a", "b").merge(MARK, "ab").special(SpecialToken.BOS, 256);
        Tokenizer tokenizer = vocabulary.tokenizer();
        assertThat(tokenizer.encode("ab ab\n\na\u00E9", false))
                .containsExactly(vocabulary.id("ab"), vocabulary.id(MARK + "ab"), 260, vocabulary.id("a"), 0xC3, 0xA9);
        assertThat(tokenizer.withBos(new int[0])).containsExactly(256);
        String text = " ab\n\n\nb a\u00E9\uD83D\uDE00\u0000 ";
        StreamDecoder decoder = tokenizer.streamDecoder();
        StringBuilder streamed = new StringBuilder();
        for (int id : tokenizer.encode(text, false)) {
            streamed.append(decoder.append(id));
        }
        assertThat(streamed.append(decoder.finish()).toString()).isEqualTo(text);
    }

    @Test
    void rwkvTakesTheLongestRunOfBytes() {
        TinyVocabulary vocabulary = TinyVocabulary.of("rwkv").control("<s>").normal("a", 0).normal("ab", 0).normal("\\n", 0)
                .normal("\\xc3", 0).normal("\\xa9b", 0).normal("\\\\", 0);
        Tokenizer tokenizer = vocabulary.tokenizer();
        assertThat(tokenizer.encode("aba\n\u00E9b\\", false)).containsExactly(2, 1, 3, 4, 5, 6);
        assertThat(tokenizer.decode(new int[] {2, 4, 5, 6}, false)).isEqualTo("ab\u00E9b\\");
    }

    @Test
    void withoutAVocabularyTextIsRefused() {
        Tokenizer tokenizer = TinyVocabulary.of("no_vocab").normal("", 0).normal("", 0).tokenizer();
        assertThat(tokenizer.size()).isEqualTo(2);
        assertThat(tokenizer.encode("", true)).isEmpty();
        assertThat(tokenizer.decode(new int[] {0, 1}, true)).isEmpty();
        assertThatThrownBy(() -> tokenizer.encode("a", false))
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("no vocabulary");
    }

    @Test
    void namesWhatIsKnown() {
        assertThatThrownBy(() -> TinyVocabulary.of("plamo2").normal("a", 0).tokenizer())
                .hasMessageContaining("plamo2").hasMessageContaining("bert").hasMessageContaining("rwkv");
        assertThatThrownBy(() -> TinyVocabulary.ofBytes().preTokenizer("other").tokenizer())
                .hasMessageContaining("other").hasMessageContaining("kimi-k2").hasMessageContaining("viking");
    }

    @Test
    void stripsSpaceBeforeAMask() {
        Vocabulary plain = TinyVocabulary.ofBytes().control("<mask>").build();
        Tokenizer tokenizer = Tokenizer.create(new Vocabulary("gpt2", plain.preTokenizer(), plain.tokens(), plain.scores(),
                plain.types(), plain.merges(), Map.of(),
                new TokenizerFlags(Optional.empty(), Optional.empty(), Optional.empty(), false, true)));
        assertThat(tokenizer.decode(tokenizer.encode("a  <mask> b", true), true)).isEqualTo("a<mask> b");
    }

    @Test
    void longTextsTakeLinearTime() {
        Tokenizer unigram = TinyVocabulary.of("t5").control("<pad>").control("</s>").token("<unk>", 2, 0)
                .normal("a", -1).normal("aa", -1.5f).normal("a".repeat(16), -3).tokenizer();
        Tokenizer rwkv = TinyVocabulary.of("rwkv").normal("a", 0).normal("a".repeat(16) + "b", 0).tokenizer();
        for (Tokenizer tokenizer : List.of(wordPiece(), unigram, rwkv)) {
            for (String unit : List.of("a", "\u0301", "\uAC00", "play", "! ")) {
                String text = unit.repeat(1_000_000 / unit.length());
                Assertions.assertTimeout(Duration.ofSeconds(20), () -> tokenizer.encode(text, false));
            }
        }
    }
}
