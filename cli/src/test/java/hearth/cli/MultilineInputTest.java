package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MultilineInputTest {
    private final MultilineInput input = new MultilineInput();

    @Test
    void aPlainLineIsAMessage() {
        assertThat(input.accept("hello")).contains("hello");
        assertThat(input.isOpen()).isFalse();
    }

    @Test
    void joinsLinesBetweenMarks() {
        assertThat(input.accept("\"\"\"one")).isEmpty();
        assertThat(input.isOpen()).isTrue();
        assertThat(input.accept("  two")).isEmpty();
        assertThat(input.accept("three\"\"\" ")).contains("one\n  two\nthree");
        assertThat(input.isOpen()).isFalse();
    }

    @Test
    void marksOnOneLine() {
        assertThat(input.accept("\"\"\"all\"\"\"")).contains("all");
        assertThat(input.accept("\"\"\"\"\"\"")).contains("");
    }

    @Test
    void cancelForgetsTheOpenMessage() {
        input.accept("\"\"\"one");
        input.cancel();
        assertThat(input.accept("two")).contains("two");
    }
}
