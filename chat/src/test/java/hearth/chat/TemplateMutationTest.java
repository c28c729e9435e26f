package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged templates render or fail with our exception, nothing else. */
class TemplateMutationTest {
    private static final int ROUNDS = 400;
    private static final String[] PIECES = {
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "(", ")", "[", "]", "{", "}", "'", "\"", "|", ".", ",", ":", "~", "=",
        " if ", " else ", " for ", " in ", " is ", " not ", " and ", "{% endif %}", "{% endfor %}", "{% else %}", "{% set ",
        "{% macro m(", "{% endmacro %}", "{% raw %}", "{% break %}", "messages", "loop.", "none", "-1", "1e309", "\\", "\n",
        "|tojson", "|join", "|sort", "|list", "|int", "|format(", ".split(", "[::-1]", "[1:", "**", "//", "%", "*9", "\ud83d",
        "{:>9}", ".format(", "namespace(", "range(", "|map('", "|batch(2)", "|default(", "|string", "|length", "|dictsort",
    };
    private static final String[] OWN = {
        "{% for m in messages %}{{ '<|' + m.role + '|>' }}{{ m['content'] | trim }}{% if loop.last %}!{% endif %}{% endfor %}",
        "{% macro f(a, b=1) %}{{ a ~ b }}{% endmacro %}{% set ns = namespace(x=[]) %}{% for i in range(4) if i is odd %}"
                + "{% set ns.x = ns.x + [f(i)] %}{% else %}none{% endfor %}{{ ns.x | join('-') | upper }}",
        "{%- set d = {'a': [1, 2.5, none], 'b': {'c': 'x'}} -%}{{ d | tojson(indent=2) }}{{ d.items() | list }}"
                + "{{ '%s-%05d' % ('a', 3) }}{{ '{:>5}'.format(d.b.c) }}{{ d.a[::-1] }}",
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverThrowsAnythingElse(long seed) {
        List<String> sources = new ArrayList<>(List.of(OWN));
        for (Path file : TestTemplates.folder().map(TestTemplates::templates).orElse(List.of())) {
            sources.add(TestTemplates.read(file));
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Message> messages = List.of(Message.system("s"), Message.user("u"), Message.assistant("a").withThinking("t"));
        Map<String, Object> variables = ChatRequest.of(messages).templateVariables();
        int rendered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String source = mutate(sources.get(random.nextInt(sources.size())), random);
            try {
                TestTemplates.render(source, variables);
                rendered++;
            } catch (TemplateException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + source, e);
            }
        }
        // Some damage is harmless, most is not: both ways are tried.
        assertThat(rendered).isBetween(1, ROUNDS - 1);
    }

    private static String mutate(String source, SplittableRandom random) {
        StringBuilder text = new StringBuilder(source);
        for (int change = random.nextInt(1, 5); change > 0; change--) {
            int at = random.nextInt(text.length() + 1);
            int length = Math.min(random.nextInt(12), text.length() - at);
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, at + length);
                case 1 -> text.insert(at, text.substring(at, at + length));
                case 2 -> text.replace(at, at + length, PIECES[random.nextInt(PIECES.length)]);
                default -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }
}
