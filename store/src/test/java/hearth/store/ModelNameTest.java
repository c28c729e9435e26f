package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @ParameterizedTest
    @CsvSource({
        "smollm2, registry.ollama.ai, library, smollm2, latest, smollm2:latest",
        "smollm2:135m, registry.ollama.ai, library, smollm2, 135m, smollm2:135m",
        "someone/model, registry.ollama.ai, someone, model, latest, someone/model:latest",
        "example.com/ns/model:v1, example.com, ns, model, v1, example.com/ns/model:v1",
        "example.com:5000/ns/model, example.com:5000, ns, model, latest, example.com:5000/ns/model:latest",
        "https://example.com/ns/model:v1, example.com, ns, model, v1, example.com/ns/model:v1",
        "registry.ollama.ai/library/a:b, registry.ollama.ai, library, a, b, a:b",
        "_a/_b:_c, registry.ollama.ai, _a, _b, _c, _a/_b:_c",
        "Llama3.2:1B-q4_K_M, registry.ollama.ai, library, Llama3.2, 1B-q4_K_M, Llama3.2:1B-q4_K_M",
    })
    void namesAreReadFromTheRightWithDefaults(String text, String host, String namespace, String model, String tag, String display) {
        ModelName name = ModelName.parse(text);
        assertThat(name).isEqualTo(new ModelName(host, namespace, model, tag));
        assertThat(name.display()).isEqualTo(display);
        assertThat(ModelName.parse(display)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", ":a", "/a", "a/", "a//b", "h/n.s/m", "h/n/m/x", "a@sha256:00", "-a", ".a", "a:-b",
        "a:.b", "a..b", "a:b..c", "a.", "a:b.", "con", "NUL:1", "aux.x", "lpt9/a", "h:x/n/m", "h:/n/m", "h:123456/n/m", "ftp://h/n/m",
        "http:/a", "é", "ａ", "a\u0000b", "a\nb", "a\\b", "a%2fb", "~", "$HOME", "*", "a?b", "a|b", "a;b"})
    void whatIsNoNameIsRefused(String text) {
        assertThatThrownBy(() -> ModelName.parse(text)).isInstanceOf(InvalidNameException.class)
                .hasMessageStartingWith("invalid model name");
    }

    @Test
    void partsHaveALimit() {
        assertThat(ModelName.parse("a".repeat(80)).model()).hasSize(80);
        assertThatThrownBy(() -> ModelName.parse("a".repeat(81))).hasMessageContaining("longer than 80");
        assertThatThrownBy(() -> ModelName.parse("h".repeat(256) + "/n/m")).hasMessageContaining("longer than 255");
    }

    @Test
    void errorsAreShortAndWithoutControlCharacters() {
        assertThatThrownBy(() -> ModelName.parse("\u001b[31m" + "x\n".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).matches("[\\x20-\\x7e]*"));
    }

    @Test
    void randomNamesPrintAndParseBack() {
        SplittableRandom random = new SplittableRandom(1);
        String alphabet = "abzAZ09_-.";
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(1, 14); i > 0; i--) {
                int pick = random.nextInt(alphabet.length() + 3);
                text.append(pick < alphabet.length() ? alphabet.charAt(pick) : pick == alphabet.length() ? ':' : '/');
            }
            try {
                ModelName name = ModelName.parse(text.toString());
                parsed++;
                assertThat(ModelName.parse(name.display())).isEqualTo(name);
                ModelName upper = new ModelName(name.host().toUpperCase(Locale.ROOT), name.namespace().toUpperCase(Locale.ROOT),
                        name.model().toUpperCase(Locale.ROOT), name.tag().toUpperCase(Locale.ROOT));
                assertThat(name.sameAs(upper)).isTrue();
            } catch (InvalidNameException e) {
                assertThat(e.reason()).isNotEmpty();
            }
        }
        assertThat(parsed).isGreaterThan(1000);
    }
}
