package hearth.tokenizer.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class StrictBertSplitterTest {
    private static final StrictBertSplitter UNCASED = new StrictBertSplitter(true, true, true, true);
    private static final StrictBertSplitter CASED = new StrictBertSplitter(false, false, true, true);
    private static final StrictBertSplitter RAW = new StrictBertSplitter(true, false, false, false);

    private static List<String> words(WordSplitter splitter, String text) {
        List<String> words = new ArrayList<>();
        String padded = "a" + text + "b";
        splitter.split(padded.toCharArray(), 1, padded.length() - 1, (chars, from, to) -> words.add(new String(chars, from, to - from)));
        return words;
    }

    @Test
    void everyLetterOfASyllableAndEveryVowelSignStays() {
        assertThat(words(UNCASED, "\uD55C\uAE00")).containsExactly("\u1112\u1161\u11AB\u1100\u1173\u11AF");
        assertThat(words(UNCASED, "\u0939\u093F\u0928\u094D\u0926\u0940")).as("signs that take a place stay, others go")
                .containsExactly("\u0939\u093F\u0928\u0926\u0940");
        assertThat(words(UNCASED, "\u30D0\u30B9")).as("a voiced sound loses its mark").containsExactly("\u30CF\u30B9");
        assertThat(words(CASED, "\uD55C\uAE00 \u30D0\u30B9")).containsExactly("\uD55C\uAE00", "\u30D0\u30B9");
    }

    @Test
    void lettersBecomeSmallAndAccentsGo() {
        assertThat(words(UNCASED, "\u00C9t\u00E9 \u0130I \u00DF \u03A3\u0391\u03A3")).containsExactly("ete", "ii", "\u00DF", "\u03C3\u03B1\u03C3");
        assertThat(words(CASED, "\u00C9t\u00E9")).containsExactly("\u00C9t\u00E9");
        assertThat(words(RAW, "\u0130\u00C9")).containsExactly("i\u0307\u00E9");
    }

    @Test
    void whatIsNoTextIsDroppedAndSpacesEndWords() {
        assertThat(words(UNCASED, "a\u0000b\uFFFDc\u200Bd\u00ADe\u000Bf\u0085g")).containsExactly("abcdefg");
        assertThat(words(UNCASED, "a\tb\u00A0c\u2028d\u3000e")).containsExactly("a", "b", "c", "d", "e");
        assertThat(words(RAW, "a\u200Bb\u000Bc\u0085d")).containsExactly("a\u200Bb", "c", "d");
    }

    @Test
    void punctuationAndChineseCharactersAreWords() {
        assertThat(words(UNCASED, "don't $5 \u4F60\u597Da\u3002")).containsExactly("don", "'", "t", "$", "5", "\u4F60", "\u597D", "a", "\u3002");
        assertThat(words(UNCASED, "\uD842\uDFB7\u20AC+\u00B1")).containsExactly("\uD842\uDFB7", "\u20AC", "+", "\u00B1");
        assertThat(words(RAW, "\u4F60\u597D")).containsExactly("\u4F60\u597D");
    }

    @Test
    void marksOfNeighboursChangePlacesBeforeTheyAreDropped() {
        // a musical note: the stem (class 216) comes before the flag (226) whatever the text's order
        assertThat(words(UNCASED, "\uD834\uDD57\uD834\uDD6D\uD834\uDD65")).containsExactly("\uD834\uDD57\uD834\uDD65\uD834\uDD6D");
    }

    @Test
    void manyMarksTakeNoLongTime() {
        String text = "a" + "\u0301\u0323".repeat(200_000);
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> assertThat(words(UNCASED, text)).containsExactly("a"));
    }
}
