package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile templates end with an exception that names the limit, soon and without a full heap or stack. */
class TemplateBudgetTest {
    // The render's own clock stops at 2 s; the rest is what a busy machine may add.
    private static final long MAX_MILLIS = 6_000;
    private static final int DEEP = 10_000;

    static Stream<Arguments> runtimeBombs() {
        return Stream.of(
                Arguments.of("nested ranges", "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}"),
                Arguments.of("large range", "{{ range(100001) | length }}"),
                Arguments.of("huge range", "{{ range(10 ** 30) | length }}"),
                Arguments.of("range across all longs", "{{ range(-9 * 10 ** 18, 9 * 10 ** 18) | length }}"),
                Arguments.of("text times number", "{{ 'ab' * 1000000000 }}"),
                Arguments.of("text times huge number", "{{ 'ab' * 10 ** 30 }}"),
                Arguments.of("list times number", "{{ ([1] * 1000000000) | length }}"),
                Arguments.of("text doubling", loop("{% set ns.x = ns.x + ns.x %}", "'a'")),
                Arguments.of("text doubling by tilde", loop("{% set ns.x = ns.x ~ ns.x %}", "'a'")),
                Arguments.of("list doubling", loop("{% set ns.x = ns.x + ns.x %}", "[1]")),
                Arguments.of("tuple doubling", loop("{% set ns.x = ns.x + ns.x %}", "(1,)")),
                Arguments.of("extend with itself", loop("{% set _ = ns.x.extend(ns.x) %}", "[1]")),
                Arguments.of("many texts", loop("{% set _ = ns.x.append('a' * 1000000 ~ i) %}", "[]")),
                Arguments.of("many lists", loop("{% set _ = ns.x.append(range(100000) | list) %}", "[]")),
                Arguments.of("many dicts", loop("{% for j in range(10000) %}{% set _ = ns.x.append({'a': {}}) %}{% endfor %}", "[]")),
                Arguments.of("joined", "{% set s = 'x' * 1000000 %}{{ range(1000) | join(s) }}"),
                Arguments.of("joined by method", "{{ ('x' * 1000000).join(['a'] * 1000) }}"),
                Arguments.of("replaced", "{{ ('a' * 10000).replace('', 'b' * 10000) }}"),
                Arguments.of("replaced by filter", "{{ ('a' * 10000) | replace('a', 'b' * 10000) }}"),
                Arguments.of("formatted", "{{ ('{0}' * 10000).format('b' * 10000) }}"),
                Arguments.of("output", "{% for i in range(100000) %}{{ 'x' * 10000 }}{% endfor %}"),
                Arguments.of("output of a macro", "{% macro m() %}{% for i in range(100000) %}{{ 'x' * 10000 }}{% endfor %}{% endmacro %}{{ m() | length }}"),
                Arguments.of("set block", "{% set x %}{% for i in range(100000) %}{{ 'x' * 10000 }}{% endfor %}{% endset %}"),
                Arguments.of("power", "{{ 9 ** (9 ** 9) }}"),
                Arguments.of("power of power", "{{ 2 ** 100000 }}"),
                Arguments.of("squaring", loop("{% set ns.x = ns.x * ns.x %}", "12345")),
                Arguments.of("width", "{{ '%999999999d' % 1 }}"),
                Arguments.of("starred width", "{{ '%*d' % (999999999, 1) }}"),
                Arguments.of("brace width", "{{ '{:999999999}'.format(1) }}"),
                Arguments.of("precision", "{{ '%.999999f' % 1.5 }}"),
                Arguments.of("centered", "{{ 'x'.center(10 ** 9) }}"),
                Arguments.of("justified", "{{ 'x'.ljust(10 ** 12) }}"),
                Arguments.of("zero filled", "{{ 'x'.zfill(10 ** 9) }}"),
                Arguments.of("tabs", "{{ '\t'.expandtabs(10 ** 9) }}"),
                Arguments.of("center filter", "{{ 'x' | center(10 ** 9) }}"),
                Arguments.of("indent filter", "{{ 'a\nb' | indent(10 ** 9) }}"),
                Arguments.of("JSON indent", "{{ [1] | tojson(indent=10 ** 9) }}"),
                Arguments.of("rounding", "{{ 1.5 | round(10 ** 9) }}"),
                Arguments.of("slices", "{{ 'a' | slice(10 ** 9) | list }}"),
                Arguments.of("batch fill", "{{ 'a' | batch(10 ** 9, 'x') | list }}"),
                Arguments.of("date format", "{{ strftime_now('%c' * 100000) }}"),
                Arguments.of("slow search", "{% set s = 'a' * 2000000 %}{% set n = 'a' * 1000000 ~ 'b' %}{% for i in range(100000) %}{{ n in s }}{% endfor %}"),
                Arguments.of("slow search backwards", "{% set s = 'a' * 2000000 %}{% set n = 'b' ~ 'a' * 1000000 %}{% for i in range(100000) %}{{ s.rfind(n) }}{% endfor %}"),
                Arguments.of("slow strip", "{% set s = 'a' * 2000000 %}{% for i in range(100000) %}{% set _ = s.strip(s) %}{% endfor %}"),
                Arguments.of("slow membership", "{% set l = range(100000) | list %}{% for i in l %}{% set _ = -1 in l %}{% endfor %}"),
                Arguments.of("slow count", "{% set l = range(100000) | list %}{% for i in l %}{% set _ = l.count(-1) %}{% endfor %}"),
                Arguments.of("slow insert", loop("{% for j in range(100000) %}{% set _ = ns.x.insert(0, j) %}{% endfor %}", "[]")),
                Arguments.of("slow sort", "{% set l = [range(1000) | list] * 1000 %}{% for i in range(1000) %}{% set _ = l | sort %}{% endfor %}"),
                Arguments.of("list in itself", "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}"),
                Arguments.of("list in itself as JSON", "{% set l = [] %}{% set _ = l.append(l) %}{{ l | tojson }}"),
                Arguments.of("lists in themselves compared", "{% set a = [] %}{% set b = [] %}{% set _ = a.append(a) %}{% set _ = b.append(b) %}{{ a == b }}"),
                Arguments.of("lists in themselves ordered", "{% set a = [] %}{% set b = [] %}{% set _ = a.append(a) %}{% set _ = b.append(b) %}{{ a < b }}"),
                Arguments.of("dict in itself", "{% set d = {} %}{% set _ = d.update({'a': d}) %}{{ d }}"),
                Arguments.of("shared lists printed", loop("{% set ns.x = [ns.x, ns.x] %}", "[]") + "{{ ns.x }}"),
                Arguments.of("shared lists compared", "{% set ns = namespace(x=[], y=[]) %}{% for i in range(100) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}"),
                Arguments.of("shared tuples as key", "{% set ns = namespace(x=()) %}{% for i in range(100) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}"),
                Arguments.of("deep list", "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}"),
                Arguments.of("recursive macro", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
                Arguments.of("macros in turn", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}"),
                Arguments.of("macro tree", "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}"),
                Arguments.of("recursive caller", "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}"),
                Arguments.of("recursive loop", "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}"),
                Arguments.of("map of maps", "{{ [[[1]]] | map(" + "'map', ".repeat(DEEP) + "'string') | list }}"),
                Arguments.of("deep JSON", "{{ ('[' * 100000) | from_json }}"));
    }

    private static String loop(String body, String start) {
        return "{% set ns = namespace(x=" + start + ") %}{% for i in range(100) %}" + body + "{% endfor %}{{ ns.x | string | length }}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runtimeBombs")
    void stopsTheRender(String title, String source) {
        ChatTemplate template = ChatTemplate.parse(source);
        long start = System.nanoTime();
        assertThatThrownBy(() -> template.render(Map.of(), TestTemplates.OPTIONS)).isInstanceOf(TemplateException.class);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(MAX_MILLIS);
    }

    static Stream<Arguments> deepSources() {
        return Stream.of(
                Arguments.of("ifs", "{% if 1 %}".repeat(DEEP) + "{% endif %}".repeat(DEEP)),
                Arguments.of("open ifs", "{% if 1 %}".repeat(DEEP)),
                Arguments.of("fors", "{% for a in b %}".repeat(DEEP) + "{% endfor %}".repeat(DEEP)),
                Arguments.of("macros", "{% macro m() %}".repeat(DEEP) + "{% endmacro %}".repeat(DEEP)),
                Arguments.of("sets", "{% set a %}".repeat(DEEP) + "{% endset %}".repeat(DEEP)),
                Arguments.of("else ifs", "{% if 0 %}{% else %}".repeat(DEEP) + "{% endif %}".repeat(DEEP)),
                Arguments.of("parentheses", "{{ " + "(".repeat(DEEP) + "1" + ")".repeat(DEEP) + " }}"),
                Arguments.of("open parentheses", "{{ " + "(".repeat(DEEP)),
                Arguments.of("brackets", "{{ " + "[".repeat(DEEP) + "]".repeat(DEEP) + " }}"),
                Arguments.of("braces", "{{ " + "{1: ".repeat(DEEP) + "1" + "}".repeat(DEEP) + " }}"),
                Arguments.of("calls in calls", "{{ " + "range(".repeat(DEEP) + "1" + ")".repeat(DEEP) + " }}"),
                Arguments.of("items in items", "{{ " + "a[".repeat(DEEP) + "1" + "]".repeat(DEEP) + " }}"),
                Arguments.of("nots", "{{ " + "not ".repeat(DEEP) + "1 }}"),
                Arguments.of("minus signs", "{{ " + "- ".repeat(DEEP) + "1 }}"),
                Arguments.of("targets", "{% set " + "(".repeat(DEEP) + "a" + ")".repeat(DEEP) + " = 1 %}"),
                Arguments.of("long source", "a".repeat(16 << 20)),
                Arguments.of("long number", "{{ " + "9".repeat(100_000) + " }}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deepSources")
    void stopsTheParser(String title, String source) {
        assertThatThrownBy(() -> ChatTemplate.parse(source)).isInstanceOf(TemplateException.class);
    }

    static Stream<Arguments> longSources() {
        return Stream.of(
                Arguments.of("filters", "{{ 'a'" + "|upper".repeat(DEEP) + " }}", "A"),
                Arguments.of("sum", "{{ 1" + " + 1".repeat(DEEP) + " }}", "10001"),
                Arguments.of("concatenation", "{{ ''" + " ~ ''".repeat(DEEP) + " }}", ""),
                Arguments.of("ands", "{{ 1" + " and 1".repeat(DEEP) + " }}", "1"),
                Arguments.of("ors", "{{ 0" + " or 0".repeat(DEEP) + " }}", "0"),
                Arguments.of("comparisons", "{{ 1" + " == 1".repeat(DEEP) + " }}", "True"),
                Arguments.of("calls", "{{ 'a'" + ".upper()".repeat(DEEP) + " }}", "A"),
                Arguments.of("elifs", "{% if 0 %}" + "{% elif 0 %}".repeat(DEEP) + "{% else %}x{% endif %}", "x"),
                Arguments.of("inline ifs", "{{ " + "0 if 0 else ".repeat(DEEP) + "1 }}", "1"),
                Arguments.of("comments on one line", "{#a#}".repeat(DEEP * 20), ""),
                Arguments.of("strings", "{{ " + "'a' ".repeat(DEEP) + "}}", "a".repeat(DEEP)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("longSources")
    void runsLongChains(String title, String source, String expected) {
        assertThat(TestTemplates.render(source, Map.of())).isEqualTo(expected);
    }

    @Test
    void stopsOnASmallStackToo() throws InterruptedException {
        String source = "{% macro m(n) %}" + "{% if 1 %}".repeat(40) + "{{ m(n + 1) }}" + "{% endif %}".repeat(40)
                + "{% endmacro %}{{ m(0) }}";
        List<Throwable> seen = new ArrayList<>();
        Runnable work = () -> {
            try {
                TestTemplates.render(source, Map.of());
            } catch (Throwable e) {
                seen.add(e);
            }
        };
        Thread thread = new Thread(null, work, "small-stack", 160 << 10);
        thread.start();
        thread.join();
        assertThat(seen).hasSize(1).first().isInstanceOf(TemplateException.class);
    }

    @Test
    void refusesDataNestedTooDeep() {
        Object nested = List.of();
        for (int i = 0; i < 1_000; i++) {
            nested = List.of(nested);
        }
        Map<String, Object> variables = Map.of("x", nested);
        assertThatThrownBy(() -> TestTemplates.render("{{ x }}", variables))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("limit");
    }

    @Test
    void leavesRoomForALongConversation() {
        List<Object> messages = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            messages.add(Map.of("role", i % 2 == 0 ? "user" : "assistant", "content", "word ".repeat(2_000)));
        }
        String source = "{% for m in messages %}{% set c = m.content.split('</think>')[-1].strip() | trim %}"
                + "{{ '<|' + m.role + '|>' + c + '\n' }}{% endfor %}";
        assertThat(TestTemplates.render(source, Map.of("messages", messages))).hasSizeGreaterThan(3_900_000);
    }
}
