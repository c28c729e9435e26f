package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The static files: how they are served, and rules that all of them keep. */
class StudioPagesTest {
    private static final String BROWSER = "text/html,application/xhtml+xml";
    private static final int MAX_LINES = 300;
    private static final Pattern WORD = Pattern.compile("\\b(tn?)\\(\\s*'([a-z]+\\.[\\w.]+)'");
    private static final Pattern STATIC_IMPORT = Pattern.compile("from\\s+'([^']+)'");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import\\()\\s*'([^']+)'");

    private static final Pattern REACHED = Pattern.compile("(?:from\\s+|import\\(|new URL\\()'([^']+)'");

    @TempDir
    private Path folder;

    private static final String LIBRARIES = "lib/";

    /** Our own: libraries keep rules of their own. */
    private static Map<String, String> ownFiles() {
        Map<String, String> own = files();
        own.keySet().removeIf(name -> name.startsWith(LIBRARIES));
        return own;
    }

    private static Map<String, String> files() {
        try {
            Path root = Path.of(Studio.class.getResource("web/index.html").toURI()).getParent();
            Map<String, String> files = new LinkedHashMap<>();
            try (Stream<Path> found = Files.walk(root)) {
                for (Path file : found.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith("LICENSE")).sorted().toList()) {
                    files.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void browsersGetThePageAndOthersTheTextOfOllama() {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            HttpResponse<String> page = server.get("/", "Accept", BROWSER);
            assertThat(page.body()).startsWith("<!doctype html>").contains("hearth-studio");
            assertThat(page.headers().firstValue("Vary").orElse("")).contains("Accept");
            assertThat(server.get("/").body()).isEqualTo("Ollama is running");
            assertThat(server.get("/", "Accept", "*/*").body()).isEqualTo("Ollama is running");
            assertThat(server.send("HEAD", "/", "").statusCode()).isEqualTo(200);
            assertThat(server.get("/studio").body()).isEqualTo(page.body());
        }
    }

    @Test
    void everyFileIsServedWithItsTypeAndPolicy() {
        Map<String, String> types = Map.of("html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8",
                "js", "text/javascript; charset=utf-8", "mjs", "text/javascript; charset=utf-8", "json", "application/json; charset=utf-8", "svg", "image/svg+xml");
        Map<String, String> files = files();
        assertThat(files).hasSizeGreaterThan(30);
        try (StudioServer server = new StudioServer(folder, List.of("secret"))) {
            files.forEach((name, text) -> {
                HttpResponse<String> response = server.get("/studio/" + name);
                assertThat(response.statusCode()).as(name).isEqualTo(200);
                assertThat(response.body()).as(name).isEqualTo(text);
                assertThat(response.headers().firstValue("Content-Type")).as(name).contains(types.get(name.substring(name.lastIndexOf('.') + 1)));
                assertThat(response.headers().firstValue("Content-Security-Policy").orElse("")).as(name)
                        .startsWith("default-src 'self';").contains("frame-ancestors 'none'", "base-uri 'none'").doesNotContain("unsafe", "http");
                assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
                assertThat(response.headers().firstValue("Cache-Control")).contains("no-cache");
                String tag = response.headers().firstValue("ETag").orElseThrow();
                HttpResponse<String> again = server.get("/studio/" + name, "If-None-Match", tag);
                assertThat(again.statusCode()).as(name).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(server.get("/studio/" + name, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
            });
        }
    }

    @Test
    void nothingElseIsServed() {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            for (String path : List.of("nothing.js", "..%2f..%2fmodule-info.class", "js/..%2f..%2fStudio.class", "%2e%2e/Studio.class", "Studio.class",
                    "js/", "js", "index.html%00.js", "js%2fmain.js%2f", "/etc/passwd", "js//main.js", "INDEX.HTML",
                    "lib/marked/LICENSE.md", "lib/katex/LICENSE", "lib/marked/marked.esm.js.map", "lib/marked/marked.esm.min.js", "lib/marked/package.json", "x".repeat(300) + ".js")) {
                assertThat(server.get("/studio/" + path).statusCode()).as(path).isIn(400, 404);
            }
        }
    }

    @Test
    void onlyThePagesAreOpenWithoutAToken() {
        try (StudioServer server = new StudioServer(folder, List.of("secret"))) {
            assertThat(server.get("/", "Accept", BROWSER).statusCode()).isEqualTo(200);
            for (String path : List.of("chats", "chats/x", "search?q=a", "export", "settings", "catalogue", "machine", "hub/search?q=a",
                    "hub/files?repository=a/b", "workshop", "jobs", "jobs/x", "downloads", "downloads/x", "log", "clients", "tokens", "mcp")) {
                assertThat(server.get("/studio/api/" + path).statusCode()).as(path).isEqualTo(401);
            }
            assertThat(server.send("PUT", "/studio/api/chats/x", "{}").statusCode()).isEqualTo(401);
            assertThat(server.send("PUT", "/studio/api/settings", "{}").statusCode()).isEqualTo(401);
            for (String path : List.of("bandwidth", "fit", "hub/look", "workshop/plan", "workshop/loss", "jobs", "jobs/x/cancel", "downloads", "downloads/x/cancel", "tokens", "mcp/switch", "mcp/reconnect", "mcp/call",
                    "mcp/cancel")) {
                assertThat(server.send("POST", "/studio/api/" + path, "{}").statusCode()).as(path).isEqualTo(401);
            }
            assertThat(server.send("DELETE", "/studio/api/jobs/x", "").statusCode()).isEqualTo(401);
            assertThat(server.send("DELETE", "/studio/api/tokens/x", "").statusCode()).isEqualTo(401);
            assertThat(server.get("/studio/api/settings", "Authorization", "Bearer secret").statusCode()).isEqualTo(200);
        }
    }

    /** The policy would stop most of this; the code must not even try. */
    @Test
    void noFileReachesOutOrReadsMarkup() {
        Pattern address = Pattern.compile("(?i)(https?:)?//[a-z0-9.-]+\\.[a-z]{2,}");
        ownFiles().forEach((name, text) -> {
            String own = text.replace("http://www.w3.org/2000/svg", "");
            assertThat(address.matcher(own).find()).as("address in " + name).isFalse();
            assertThat(own).as(name).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
                    "createContextualFragment", "setHTMLUnsafe", "srcdoc", "sendBeacon", "WebSocket", "EventSource");
            // In a script it names a type.
            assertThat(name.endsWith(".css") && own.contains("@import")).as(name).isFalse();
            assertThat(own.lines().count()).as("lines of " + name).isLessThan(name.startsWith("lang/") ? 1000 : MAX_LINES);
        });
        // The sanitizer is the only door for markup.
        assertThat(ownFiles()).allSatisfy((name, text) -> assertThat(text.contains(".sanitize(")).as(name).isEqualTo(name.equals("js/markdown/clean.js")));
        assertThat(files().get("index.html")).doesNotContain("<style", "style=", " on").doesNotContainPattern("<script(?![^>]*src=)");
    }

    @Test
    void everyImportExists() {
        Map<String, String> files = files();
        ownFiles().forEach((name, text) -> {
            Matcher imports = IMPORT.matcher(text);
            while (name.endsWith(".js") && imports.find()) {
                Path target = Path.of(name).resolveSibling(imports.group(1)).normalize();
                assertThat(files).as(name + " imports").containsKey(target.toString().replace('\\', '/'));
            }
        });
    }

    /** Each library is one file that needs no other, and its licence comes with it. */
    @Test
    void librariesAreWholeAndLicensed() throws IOException, URISyntaxException {
        Map<String, String> files = files();
        Map<String, String> libraries = Map.of("lib/marked/marked.esm.js", "LICENSE.md", "lib/dompurify/purify.es.mjs", "LICENSE", "lib/katex/katex.mjs", "LICENSE",
                "lib/uplot/uPlot.esm.js", "LICENSE", "lib/uplot/uPlot.min.css", "LICENSE", "lib/highlight/highlight.min.js", "LICENSE");
        Path root = Path.of(Studio.class.getResource("web/index.html").toURI()).getParent();
        for (Map.Entry<String, String> library : libraries.entrySet()) {
            assertThat(files).containsKey(library.getKey());
            assertThat(Files.readString(root.resolve(library.getKey()).resolveSibling(library.getValue()))).as(library.getKey()).containsPattern("(?i)licen[cs]e|copyright");
        }
        assertThat(files.keySet()).filteredOn(name -> name.startsWith(LIBRARIES) && !name.startsWith("lib/highlight/languages/")).containsExactlyInAnyOrderElementsOf(libraries.keySet());
        files.forEach((name, text) -> {
            if (name.startsWith(LIBRARIES) && !name.endsWith(".css")) {
                assertThat(text.lines()).as(name).noneMatch(line -> line.matches("import\\b.*from\\s*['\"].*"));
                assertThat(text).as(name).doesNotContain("new Function(", "sendBeacon", "XMLHttpRequest", "WebSocket(");
            }
        });
    }

    /** What the first page needs is asked for at once, not one import after the other. */
    @Test
    void everyScriptOfTheFirstPageIsPreloaded() {
        Map<String, String> files = files();
        Set<String> needed = new TreeSet<>();
        Deque<String> left = new ArrayDeque<>(List.of("js/main.js"));
        while (!left.isEmpty()) {
            String name = left.remove();
            Matcher imports = STATIC_IMPORT.matcher(files.get(name));
            while (imports.find()) {
                String target = Path.of(name).resolveSibling(imports.group(1)).normalize().toString().replace('\\', '/');
                if (needed.add(target) && !target.startsWith(LIBRARIES)) {
                    left.add(target);
                }
            }
        }
        needed.remove("js/main.js");
        Set<String> preloaded = Pattern.compile("rel=\"modulepreload\" href=\"/studio/([^\"]+)\"").matcher(files.get("index.html")).results()
                .map(result -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(preloaded).isEqualTo(needed).hasSizeGreaterThan(20);
    }

    @Test
    void everyScriptIsReachedFromTheFirst() {
        Map<String, String> files = files();
        Set<String> reached = new TreeSet<>(Set.of("js/main.js"));
        Deque<String> left = new ArrayDeque<>(reached);
        while (!left.isEmpty()) {
            String name = left.remove();
            // Types are named in comments: what only they name is not reached.
            String code = files.get(name).replaceAll("(?s)/\\*\\*.*?\\*/", "");
            Matcher names = REACHED.matcher(code);
            while (names.find()) {
                String target = Path.of(name).resolveSibling(names.group(1)).normalize().toString().replace('\\', '/');
                if (files.containsKey(target) && reached.add(target) && !target.startsWith(LIBRARIES)) {
                    left.add(target);
                }
            }
        }
        assertThat(ownFiles().keySet()).filteredOn(name -> name.endsWith(".js")).allSatisfy(name -> assertThat(reached).contains(name));
    }

    @Test
    void everyWordIsThereInAllLanguages() {
        Map<String, String> files = files();
        Map<String, Object> english = Json.parseObject(files.get("lang/en.json"));
        String code = ownFiles().entrySet().stream().filter(file -> file.getKey().endsWith(".js")).map(Map.Entry::getValue).collect(Collectors.joining("\n"));
        Set<String> used = new TreeSet<>();
        Matcher words = WORD.matcher(code);
        while (words.find()) {
            if (words.group(1).equals("tn")) {
                used.add(words.group(2) + ".one");
                used.add(words.group(2) + ".other");
            } else {
                used.add(words.group(2));
            }
        }
        assertThat(used).hasSizeGreaterThan(100);
        assertThat(english.keySet()).containsAll(used);
        assertThat(english.keySet()).allSatisfy(key -> assertThat(code).contains("'" + key.replaceAll("\\.(one|other)$", "") + "'"));
        for (String language : List.of("de", "zh")) {
            Map<String, Object> other = Json.parseObject(files.get("lang/" + language + ".json"));
            assertThat(other.keySet()).as(language).isEqualTo(english.keySet());
            other.forEach((key, text) -> assertThat(holes(text)).as(language + " " + key).isEqualTo(holes(english.get(key))));
        }
    }

    private static Set<String> holes(Object text) {
        assertThat((String) text).isNotBlank();
        return Pattern.compile("\\{\\w+}").matcher((String) text).results().map(java.util.regex.MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
