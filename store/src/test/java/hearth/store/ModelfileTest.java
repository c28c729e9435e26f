package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Modelfile.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelfileTest {
    @Test
    void instructionsOfAllKindsAreRead() {
        Modelfile file = Modelfile.parse(
                """
                # a comment
                  from ./model.gguf
                PARAMETER temperature 0.2
                parameter stop "<end>  "
                PARAMETER stop two words
                PARAMETER num_ctx 4096
                PARAMETER use_mmap true
                SYSTEM \"""
                You are "terse". # no comment
                  \"""
                LICENSE first
                LICENSE "second
                line"
                ADAPTER ./style.gguf
                MESSAGE user Hi!
                MESSAGE assistant \"""Hello
                there.\"""
                TEMPLATE {{ .Prompt }}
                """);
        assertThat(file.values(Kind.FROM)).containsExactly("./model.gguf");
        assertThat(file.parameters()).isEqualTo(Map.of("temperature", 0.2, "stop", List.of("<end>  ", "two words"), "num_ctx", 4096L, "use_mmap", true));
        assertThat(file.value(Kind.SYSTEM)).contains("\nYou are \"terse\". # no comment\n  ");
        assertThat(file.values(Kind.LICENSE)).containsExactly("first", "second\nline");
        assertThat(file.values(Kind.ADAPTER)).containsExactly("./style.gguf");
        assertThat(file.messages()).containsExactly(
                Map.of("role", "user", "content", "Hi!"), Map.of("role", "assistant", "content", "Hello\nthere."));
        assertThat(file.value(Kind.TEMPLATE)).contains("{{ .Prompt }}");
    }

    @Test
    void errorsNameTheirLine() {
        fails("SYSTEM x", "no FROM line");
        fails("FROM a\n\nFRON b", "(line 3): 'FRON' is none of FROM, PARAMETER");
        fails("FROM", "(line 1): FROM has no value");
        fails("FROM a\nSYSTEM \"\"\"x\ny", "(line 2): the text has no closing");
        fails("FROM a\nSYSTEM \"", "(line 2): the text has no closing");
        assertThatThrownBy(() -> Modelfile.parse("FROM a\nPARAMETER x").parameters()).hasMessageContaining("(line 2): PARAMETER needs a name");
        assertThatThrownBy(() -> Modelfile.parse("FROM a\nMESSAGE robot hi").messages()).hasMessageContaining("(line 2): MESSAGE needs a role");
        assertThatThrownBy(() -> Modelfile.parse(new byte[Modelfile.MAX_BYTES + 1])).isInstanceOf(InvalidModelfileException.class);
    }

    private static void fails(String text, String message) {
        assertThatThrownBy(() -> Modelfile.parse(text)).isInstanceOf(InvalidModelfileException.class).hasMessageContaining(message);
    }

    @Test
    void encodingsAndLineEnds() {
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16)) {
            Modelfile file = Modelfile.parse("FROM m\u00e9\r\nSYSTEM \u0007a\tb".getBytes(charset));
            assertThat(file.value(Kind.FROM)).contains("m\u00e9");
            assertThat(file.value(Kind.SYSTEM)).contains("a\tb");
        }
    }
}
