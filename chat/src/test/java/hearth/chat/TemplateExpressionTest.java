package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small templates against the text Python's Jinja2 gave for them, and how errors are reported. */
class TemplateExpressionTest {
    @TestFactory
    @SuppressWarnings("unchecked")
    List<DynamicTest> rendersAsPython() throws IOException {
        Map<String, Object> table;
        try (InputStream in = TemplateExpressionTest.class.getResourceAsStream("expressions.json")) {
            table = Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Map<String, Object> variables = (Map<String, Object>) table.get("variables");
        List<DynamicTest> tests = new ArrayList<>();
        for (Object row : (List<Object>) table.get("cases")) {
            String source = (String) ((List<Object>) row).get(0);
            String expected = (String) ((List<Object>) row).get(1);
            tests.add(DynamicTest.dynamicTest(source, () -> check(source, variables, expected)));
        }
        assertThat(tests).hasSizeGreaterThan(200);
        return tests;
    }

    private static void check(String source, Map<String, Object> variables, String expected) {
        if (expected == null) {
            assertThatThrownBy(() -> TestTemplates.render(source, variables))
                    .isInstanceOf(TemplateException.class)
                    .extracting(e -> ((TemplateException) e).line())
                    .isEqualTo(1);
        } else {
            assertThat(TestTemplates.render(source, variables)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "{{ 'a' | frobnicate }}! No filter named 'frobnicate'",
                "{{ 'a' is frobnicate }}! No test named 'frobnicate'",
                "{{ 'a'.frobnicate() }}! 'str object' has no attribute 'frobnicate'",
                "{{ frobnicate() }}! 'frobnicate' is undefined",
                "{{ raise_exception('roles must alternate') }}! roles must alternate",
                "{{ 'a' + {} }}! can only concatenate str (not \"dict\") to str",
                "{{ [1] | map('string') | tojson }}! Object of type generator is not JSON serializable",
            })
    void namesWhatIsWrongAndWhere(String tag, String message) {
        assertThatThrownBy(() -> TestTemplates.render("line one\n\n" + tag + "\n", Map.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("line 3");
    }

    @Test
    void tellsARefusalFromAFailure() {
        assertThat(reason("{{ raise_exception('no') }}")).isEqualTo(TemplateException.Reason.RAISED);
        assertThat(reason("{{ missing.x }}")).isEqualTo(TemplateException.Reason.RUNTIME);
        assertThat(reason("{{ 1 + }}")).isEqualTo(TemplateException.Reason.SYNTAX);
        assertThat(reason("{{ range(100001) }}")).isEqualTo(TemplateException.Reason.LIMIT);
    }

    private static TemplateException.Reason reason(String source) {
        try {
            TestTemplates.render(source, Map.of());
            throw new AssertionError("no exception from " + source);
        } catch (TemplateException e) {
            return e.reason();
        }
    }

    @Test
    void changesItsOwnListsAndDicts() {
        // Hugging Face's sandbox refuses these, yet real templates use them.
        String source =
                """
                {%- set l = [1] %}{% set _ = l.append(2) %}{% set _ = l.extend([3, 4]) %}{% set _ = l.insert(0, 0) %}{{ l }}
                {{ l.pop() }} {{ l.pop(0) }} {{ l }}{% set _ = l.reverse() %} {{ l }}{% set _ = l.remove(2) %} {{ l }}
                {%- set d = {'a': 1} %}{% set _ = d.update({'b': 2}, c=3) %} {{ d }} {{ d.pop('a') }} {{ d.setdefault('z', 9) }} {{ d }}
                """;
        assertThat(TestTemplates.render(source, Map.of()))
                .isEqualTo("[0, 1, 2, 3, 4]\n4 0 [1, 2, 3] [3, 2, 1] [3, 1] {'a': 1, 'b': 2, 'c': 3} 1 9 "
                        + "{'b': 2, 'c': 3, 'z': 9}");
    }

    @Test
    void neverChangesTheCallersData() {
        List<Object> list = new ArrayList<>(List.of(1));
        TestTemplates.render("{% set _ = x.append(2) %}{% set _ = x.clear() %}", Map.of("x", list));
        assertThat(list).containsExactly(1);
    }

    @Test
    void readsJsonText() {
        assertThat(TestTemplates.render("{{ ('{\"a\": [1, 2.5, null]}' | from_json).a }}", Map.of()))
                .isEqualTo("[1, 2.5, None]");
        assertThatThrownBy(() -> TestTemplates.render("{{ '{' | from_json }}", Map.of()))
                .isInstanceOf(TemplateException.class);
    }
}
