package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopSequencesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hello END more | END | hello_
            no stop here | END | no_stop_here
            EN END | END | EN_
            aabaaab! | aaab | aab
            xabcdy | abcd,bc | xa
            stop at once | stop | ''
            ends with EN | END | ends_with_EN
            a\uD83D\uDE00b\uD83D\uDE01c | \uD83D\uDE01 | a\uD83D\uDE00b
            xaby | ab,xab | ''
            """)
    void everyCutOfTheTextGivesTheSame(String text, String stops, String expected) {
        List<String> sequences = List.of(stops.split(","));
        String wanted = expected.replace('_', ' ');
        for (int cuts = 0; cuts < 1 << Math.min(text.length() - 1, 13); cuts++) {
            assertThat(run(text, cuts, sequences)).as("cuts %s", Integer.toBinaryString(cuts)).isEqualTo(wanted);
        }
    }

    private static String run(String text, int cuts, List<String> sequences) {
        StopSequences stops = new StopSequences(sequences);
        StringBuilder result = new StringBuilder();
        int start = 0;
        for (int i = 1; i <= text.length() && !stops.reached(); i++) {
            if (i == text.length() || (cuts >> (i - 1) & 1) == 1) {
                result.append(stops.push(text.substring(start, i)));
                start = i;
            }
        }
        return result + stops.finish();
    }

    @Test
    void holdsBackOnlyWhatMayBecomeAStop() {
        StopSequences stops = new StopSequences(List.of("</s>", "\n\n"));

        assertThat(stops.push("one<")).isEqualTo("one");
        assertThat(stops.push("/b>two\n")).isEqualTo("</b>two");
        assertThat(stops.push("three")).isEqualTo("\nthree");
        assertThat(stops.push("<</s>four")).isEqualTo("<");
        assertThat(stops.reached()).isTrue();
        assertThat(stops.push("five")).isEmpty();
        assertThat(stops.finish()).isEmpty();
    }

    @Test
    void withoutSequencesTextPassesAtOnce() {
        StopSequences stops = new StopSequences(List.of());

        assertThat(stops.push("text")).isEqualTo("text");
        assertThat(stops.reached()).isFalse();
    }
}
