package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packages of the engine form layers: a lower one never names a higher one, and no packages depend on each other in a ring. */
class LayersTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "hearth", "engine");
    private static final Pattern USE = Pattern.compile("hearth\\.engine\\.(?:([a-z]+)\\.)?[A-Z]");

    /** Highest first; "" is the public face. */
    private static final List<Set<String>> LAYERS = List.of(
            Set.of(""), Set.of("embed", "score"), Set.of("generate"), Set.of("architecture"), Set.of("model", "sampling"), Set.of("nn", "kvcache", "adapter", "packed"));

    @Test
    void noPackageNamesAHigherOne() throws IOException {
        Map<String, Set<String>> uses = usesByPackage();

        assertThat(uses).hasSizeGreaterThanOrEqualTo(7);
        List<String> upward = new ArrayList<>();
        uses.forEach((user, used) -> used.stream()
                .filter(name -> layerOf(name) < layerOf(user))
                .forEach(name -> upward.add(user + " names " + name)));
        assertThat(upward).isEmpty();
    }

    @Test
    void noPackagesFormARing() throws IOException {
        Map<String, Set<String>> uses = usesByPackage();
        for (String start : uses.keySet()) {
            assertThat(reachable(start, uses)).as("packages that %s depends on", start).doesNotContain(start);
        }
    }

    private static int layerOf(String name) {
        for (int i = 0; i < LAYERS.size(); i++) {
            if (LAYERS.get(i).contains(name)) {
                return i;
            }
        }
        throw new AssertionError("package '" + name + "' has no layer; give it one here");
    }

    private static Set<String> reachable(String start, Map<String, Set<String>> uses) {
        Set<String> seen = new TreeSet<>();
        List<String> open = new ArrayList<>(uses.get(start));
        while (!open.isEmpty()) {
            String next = open.removeLast();
            if (seen.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }

    private static Map<String, Set<String>> usesByPackage() throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String user = SOURCES.relativize(file.getParent()).toString();
                Set<String> used = uses.computeIfAbsent(user, key -> new TreeSet<>());
                Matcher matcher = USE.matcher(withoutJavadoc(Files.readString(file)));
                while (matcher.find()) {
                    used.add(matcher.group(1) == null ? "" : matcher.group(1));
                }
                used.remove(user);
            }
        }
        return uses;
    }

    // A pointer in a comment to a higher package is no dependency.
    private static String withoutJavadoc(String source) {
        return source.replaceAll("(?s)/\\*\\*.*?\\*/", "");
    }
}
