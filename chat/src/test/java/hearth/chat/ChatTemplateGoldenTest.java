package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real templates give the text that Python's Jinja2 gives. */
class ChatTemplateGoldenTest {
    @TestFactory
    List<DynamicTest> rendersAsPython() {
        assumeTrue(TestTemplates.folder().isPresent(), TestTemplates.MISSING);
        List<DynamicTest> tests = new ArrayList<>();
        Path folder = TestTemplates.folder().get();
        Map<String, Object> cases = Json.parseObject(TestTemplates.read(folder.resolve("cases.json")));
        for (Path file : TestTemplates.templates(folder)) {
            String name = file.getFileName().toString().replace(".jinja", "");
            String expectations = TestTemplates.read(folder.resolve(name + ".expected.json"));
            String source = TestTemplates.read(file);
            Json.parseObject(expectations).forEach((title, expected) -> tests.add(DynamicTest.dynamicTest(
                    name + " " + title, () -> check(source, object(cases.get(title)), object(expected)))));
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(280);
        return tests;
    }

    private static void check(String source, Map<String, Object> variables, Map<String, Object> expected) {
        ChatTemplate template = ChatTemplate.parse(source);
        if (expected.containsKey("error")) {
            assertThatThrownBy(() -> template.render(variables, TestTemplates.OPTIONS))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining((String) expected.get("error"));
        } else {
            assertThat(template.render(variables, TestTemplates.OPTIONS).text()).isEqualTo(expected.get("expected"));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
