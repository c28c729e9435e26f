package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordWrapTest {
    @Test
    void takesBackAWordThatDoesNotFit() {
        WordWrap wrap = new WordWrap(15);
        assertThat(wrap.accept("one two three")).isEqualTo("one two th\033[2D\033[K\nthree");
    }

    @Test
    void shownTextIsTheSameHoweverItIsCut() {
        String text = "The quick brown fox jumps over äöü 你好世界你好世界 and a_very_long_word_without_any_end stops.\n\nEnd ";
        String whole = screen(new WordWrap(20).accept(text));
        for (int cut = 1; cut < text.length(); cut++) {
            WordWrap wrap = new WordWrap(20);
            assertThat(screen(wrap.accept(text.substring(0, cut)) + wrap.accept(text.substring(cut)))).isEqualTo(whole);
        }
        assertThat(whole.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(15));
        assertThat(whole.replace("\n", "").replace(" ", "")).isEqualTo(text.replace("\n", "").replace(" ", ""));
    }

    @Test
    void countsWideCharactersTwice() {
        assertThat(new WordWrap(15).accept("你好世界你好")).isEqualTo("你好世界你\n好");
    }

    /** What a terminal shows: the cursor goes back and the rest of the line goes away. */
    private static String screen(String output) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < output.length(); i++) {
            if (output.charAt(i) == '\033') {
                int end = output.indexOf('D', i);
                shown.setLength(shown.length() - Integer.parseInt(output.substring(i + 2, end)));
                i = end + "\033[K".length();
            } else {
                shown.append(output.charAt(i));
            }
        }
        return shown.toString();
    }
}
