package hearth.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Known ways out of template engines lead nowhere: a name that isn't ours is undefined, and undefined has nothing. */
class TemplateEscapeTest {
    private static final Map<String, Object> VARIABLES = Map.of(
            "s", "text", "n", 1, "f", 1.5, "b", true, "l", List.of(1), "d", Map.of("k", "v"), "messages", List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s.__class__", "s['__class__']", "s|attr('__class__')", "''.__class__", "().__class__", "[].__class__",
                "{}.__class__", "n.__class__", "none.__class__", "range.__globals__", "raise_exception.__globals__",
                "range.__init__", "namespace.__init__", "namespace(a=1).__class__", "namespace(a=1).__dict__",
                "cycler('a').__init__", "joiner.__init__", "dict.__base__", "dict.mro", "strftime_now.__self__",
                "s.upper.__self__", "s.upper.__func__", "s.format.__globals__", "d.__getitem__", "d.get.__self__",
                "s.getClass", "s.class", "n.class", "l.class", "d.class", "f.class", "b.class", "s.bytes", "s.chars",
                "s.getBytes", "l.stream", "l.iterator", "l.forEach", "d.entrySet", "d.getOrDefault", "d.computeIfAbsent",
                "n.intValue", "n.toString", "s.toString", "s.hashCode", "s.wait", "s.notify", "s.length", "l.size",
                "self", "self.__init__", "context", "_context", "environment", "__import__", "__builtins__", "config",
                "request", "application", "lipsum", "lipsum.__globals__", "os", "open", "eval", "exec", "globals",
                "getattr", "type", "class", "java", "Packages", "System", "Runtime", "this", "int3rpr3t3r", "____int3rpr3t3r____",
                "s|map(attribute='__class__')|first", "[s]|map(attribute='class')|first",
                "l|sort(attribute='__class__')|first.x", "[d]|map(attribute='k.__class__')|first",
                "s.__class__|default(none)|attr('mro')", "(s|attr('getClass'))", "s['get' ~ 'Class']", "s['\\x5f_class__']",
            })
    void isUndefined(String expression) {
        // Either the whole is undefined, or reading on from something undefined fails.
        try {
            String text = TestTemplates.render("{{ (" + expression + ") is undefined }}", VARIABLES);
            assertThat(text).isEqualTo("True");
        } catch (TemplateException e) {
            assertThat(e).hasMessageMatching("(?s).*(has no attribute|is undefined|No filter named|not supported).*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''.__class__.__mro__[1].__subclasses__()",
                "s.getClass().forName('java.lang.Runtime')",
                "s['getClass']()",
                "(s|attr('getClass'))()",
                "''.class.forName('java.lang.Runtime').getRuntime().exec('id')",
                "range.__globals__['os'].popen('id').read()",
                "cycler.__init__.__globals__.os",
                "self._TemplateReference__context.cycler.__init__.__globals__.os",
                "'{0.__class__.__mro__}'.format(s)",
                "'{x[__class__][y]}'.format(x=s)",
                "'{0.__class__}'.format(s)|attr('x').y",
                "'%(a.__class__)s' % {'a': 1}",
                "'{a.b}'.format_map({'a': {'b': s.__class__.x}})",
                "[s]|map('attr', 'getClass')|first|attr('x')()",
                "[s]|map('format')|map('getClass')|list",
                "['x']|map('system')|list",
                "s|attr(name='getClass')()",
                "s.format.__self__()",
                "s.join.getClass()",
                "d.values.getClass()",
                "messages.getClass()",
                "namespace().getClass()",
                "raise_exception.getClass()",
                "(1, 2).getClass()",
                "range(3).getClass()",
                "d.items().getClass()",
                "(l|map('string')).getClass()",
                "true.getClass()",
            })
    void fails(String expression) {
        assertThatThrownBy(() -> TestTemplates.render("{{ " + expression + " }}", VARIABLES))
                .isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'{0.getClass}'.format(s)", "'{0.format.__globals__}'.format(s)", "'{0[class]}'.format(d)", "s.__class__"})
    void printsNothing(String expression) {
        assertThat(TestTemplates.render("{{ " + expression + " }}", VARIABLES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% include '/etc/passwd' %}",
                "{% import 'os' as os %}",
                "{% from 'os' import popen %}",
                "{% extends 'x' %}",
                "{% set s.__class__ = 1 %}",
                "{% set range.x = 1 %}",
                "{% do s.upper() %}",
                "{% debug %}",
                "{% autoescape true %}{% endautoescape %}",
            })
    void refusesTheTag(String source) {
        assertThatThrownBy(() -> TestTemplates.render(source, VARIABLES)).isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s", "n", "f", "b", "none", "l", "d", "range", "range(2)", "namespace(a=1)", "s.upper", "d.items()", "d.get",
                "l|map('string')", "cycler('a')", "cycler('a').next", "joiner()", "raise_exception", "strftime_now", "missing",
                "l|reverse", "d|items", "(1, 2)",
            })
    void printsNoJavaName(String expression) {
        String text = TestTemplates.render("{{ " + expression + " }}{{ [" + expression + "] }}", VARIABLES);
        assertThat(text).doesNotContain("hearth", "java", "@", "Value", "[L", "$");
    }

    @Test
    void printsNoJavaNameOfAMacroOrLoop() {
        String text = TestTemplates.render(
                "{% macro m() %}{% endmacro %}{{ m }}{% for x in l %}{{ loop }}{{ loop.cycle }}{% endfor %}", VARIABLES);
        assertThat(text).doesNotContain("hearth", "java", "@", "Value");
    }

    @Test
    void refusesAJavaObjectAsVariable() {
        assertThatThrownBy(() -> TestTemplates.render("{{ x }}", Map.of("x", new Object())))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("not plain data");
    }
}
