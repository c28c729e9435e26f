package hearth.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the template tests share: fixed options, and the real templates where the shared data lies next to the repository. */
final class TestTemplates {
    static final TemplateOptions OPTIONS = new TemplateOptions(
            "<s>", "</s>", Clock.fixed(Instant.parse("2026-11-22T09:05:03.000042Z"), ZoneOffset.UTC));
    static final String MISSING = "missing: shared/data/templates, beside the repository";

    private TestTemplates() {}

    /** The folder of real templates, found upwards from the module. */
    static Optional<Path> folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path templates = at.resolve("shared/data/templates");
            if (Files.isDirectory(templates)) {
                return Optional.of(templates);
            }
        }
        return Optional.empty();
    }

    static List<Path> templates(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jinja")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String render(String source, Map<String, Object> variables) {
        return ChatTemplate.parse(source).render(variables, OPTIONS).text();
    }

    /** Text with each stretch of untrusted characters in angle quotes. */
    static String marked(String source, Map<String, Object> variables) {
        StringBuilder out = new StringBuilder();
        for (PromptPart part : ChatTemplate.parse(source).render(variables, OPTIONS).parts()) {
            out.append(part.trusted() ? part.text() : "\u00ab" + part.text() + "\u00bb");
        }
        return out.toString();
    }
}
