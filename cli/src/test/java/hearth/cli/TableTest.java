package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void padsColumnsByFourSpaces() {
        Table table = new Table("NAME", "ID");
        table.add("smollm2:135m", "0123");
        table.add("é", "4");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("NAME            ID      ", "smollm2:135m    0123    ", "é               4       ");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        Table table = new Table("NAME", "ID");
        assertThatThrownBy(() -> table.add("x")).isInstanceOf(IllegalArgumentException.class).hasMessage("1 cells for 2 columns");
    }
}
