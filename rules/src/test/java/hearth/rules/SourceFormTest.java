package hearth.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFormTest {
    private static final String SOUND = """
            package a;

            import static a.B.of;

            import java.util.List;
            import java.util.Map;

            /** See {@link Map}. */
            final class C {
                List<String> all = of();
            }
            """;

    @Test
    void allSourcesHaveTheForm() {
        Path root = Modules.root();
        List<String> problems = new ArrayList<>();
        int files = 0;
        for (Path module : Modules.all()) {
            for (Path file : Modules.files(module.resolve("src"), ".java")) {
                boolean isTest = module.relativize(file).startsWith(Path.of("src", "test"));
                SourceForm.problems(Modules.read(file), isTest).forEach(problem -> problems.add(root.relativize(file) + " " + problem));
                files++;
            }
        }
        assertThat(files).isGreaterThan(1000);
        assertThat(problems).isEmpty();
    }

    @Test
    void aSoundFileHasNoProblems() {
        assertThat(SourceForm.problems(SOUND, false)).isEmpty();
    }

    @Test
    void eachProblemIsFound() {
        assertThat(problem("final class", "final\tclass")).isEqualTo("line 9: a tab");
        assertThat(problem("class C {", "class C { ")).isEqualTo("line 9: blanks at the end");
        assertThat(problem("of();", "of(); //" + "x".repeat(SourceForm.MAIN_COLUMNS))).contains("columns, of at most");
        assertThat(problem("}\n", "}\n\n")).isEqualTo("line 12: the file must end with one line end");
        assertThat(problem("}\n", "}")).isEqualTo("line 11: the file must end with one line end");
        assertThat(problem("package a;\n", "package a;\r\n")).contains("line ends of Windows");
        assertThat(problem("package a;\n\n", "package a;\n\n\n")).isEqualTo("line 3: two empty lines");
        assertThat(problem("import java.util.List;\nimport java.util.Map;", "import java.util.Map;\nimport java.util.List;"))
                .isEqualTo("line 6: import of java.util.List is out of order or twice");
        assertThat(problem("java.util.Map;", "java.util.List;")).contains("out of order or twice");
        assertThat(problem("{@link Map}", "nothing")).isEqualTo("line 6: import of java.util.Map is not used");
        assertThat(problem("java.util.Map;", "java.util.function.*;")).isEqualTo("line 6: import of a whole package");
        assertThat(problem("import java.util.Map;", "import java.util.Map;\nimport static z.B.List;")).contains("static imports come first");
        assertThat(problem("of();\n", "of();\n" + "    //\n".repeat(SourceForm.MAIN_LINES))).contains("lines, of at most");
    }

    @Test
    void emptyLinesInATextBlockAreItsOwn() {
        assertThat(SourceForm.problems(SOUND.replace("of();", "of(\"\"\"\n        a\n\n\n        \"\"\");"), false)).isEmpty();
    }

    private static String problem(String from, String to) {
        List<String> problems = SourceForm.problems(SOUND.replace(from, to), false);
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }
}
