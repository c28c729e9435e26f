package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.testkit.node.NodeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TypeScript's compiler reads the pages' scripts with the types in their comments; it comes from npm, and runs where Node.js is there. */
@Timeout(1500)
class StudioTypesTest {
    private static final Path PACKAGES = Path.of("types", "package.json");
    private static final Path SCRIPTS = Path.of("src/main/resources/hearth/studio/web/js");
    private static final int COMPILE_SECONDS = 420;
    /** What would let a value without a type through. */
    private static final Pattern HOLE = Pattern.compile("@ts-|[{<(|:,]\\s?any\\s?[}>)|,;\\[\\]]");

    /** Prints the errors, if any. */
    private static void compile(Path project) throws IOException, InterruptedException {
        NodeFolder compiler = NodeFolder.install(PACKAGES, Path.of("target", "types"), "the types of the pages are not checked");
        NodeFolder.Outcome outcome = compiler.run(COMPILE_SECONDS, List.of("node", "node_modules/typescript/bin/tsc", "--project", project.toAbsolutePath().toString(), "--pretty", "false"));
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.code()).isZero();
    }

    @Test
    void theScriptsKeepTheirTypes() throws IOException, InterruptedException {
        compile(Path.of("tsconfig.json"));
    }

    @Test
    void answersOfTheServerAreAsTheTypesSay(@TempDir Path folder) throws IOException, InterruptedException {
        Path project = Files.createDirectories(Path.of("target", "typed-answers").toAbsolutePath());
        Files.writeString(project.resolve("answers.ts"), TypedAnswers.script(folder));
        Files.writeString(project.resolve("tsconfig.json"), "{\"extends\": \"../../tsconfig.json\", \"include\": [\"answers.ts\", \"../../types\"]}\n");
        compile(project.resolve("tsconfig.json"));
    }

    /** The typings of a library must be those of the version that the pages have. */
    @Test
    void theLibrariesHaveTheVersionsOfTheBuild() throws IOException {
        Map<?, ?> packages = (Map<?, ?>) Json.parseObject(Files.readString(PACKAGES)).get("devDependencies");
        String build = Files.readString(Path.of("..", "pom.xml"));
        for (String library : List.of("marked", "dompurify", "katex", "uplot", "highlight.js")) {
            assertThat(build).contains("<" + library.replace(".", "") + ".version>" + packages.get(library) + "<");
        }
    }

    @Test
    void nothingIsWithoutAType() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(SCRIPTS), Files.walk(Path.of("types")))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                assertThat(HOLE.matcher(text).results().map(hole -> hole.group())).as("types of " + file).isEmpty();
                // What is read from JSON has no type: one place reads it, and gives it none.
                assertThat(text.contains("JSON.parse(")).as("JSON is read in " + file).isEqualTo(file.endsWith("json.js"));
                assertThat(text.contains("response.json()")).as("JSON is read in " + file).isEqualTo(file.endsWith("snippets.js"));
            }
        }
    }
}
