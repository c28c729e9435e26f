package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No text, wherever a name or digest is read, becomes a path outside the store. */
class TraversalTest {
    @TempDir
    Path folder;

    @Test
    void hostileTextsNeverLeaveTheStore() {
        Path root = folder.resolve("store").toAbsolutePath().normalize();
        StoreLayout layout = ModelStore.open(root).layout();
        Set<String> texts = hostileTexts();
        assertThat(texts).hasSizeGreaterThan(400);
        int accepted = 0;
        for (String text : texts) {
            for (Consumer<String> entrance : entrances(layout, root)) {
                try {
                    entrance.accept(text);
                    accepted++;
                } catch (InvalidNameException | DamagedStoreException e) {
                    assertThat(e.getMessage()).doesNotContain(folder.toString());
                }
            }
        }
        // Some look-alikes are harmless names, such as "etc/passwd"; they must stay inside, which the entrances check.
        assertThat(accepted).isPositive().isLessThan(texts.size() * 2);
    }

    private static List<Consumer<String>> entrances(StoreLayout layout, Path root) {
        Consumer<ModelName> named = name -> assertInside(layout.manifest(name), root.resolve("manifests"), 4);
        List<Consumer<String>> entrances = new ArrayList<>();
        entrances.add(text -> named.accept(ModelName.parse(text)));
        entrances.add(text -> named.accept(new ModelName(text, "n", "m", "t")));
        entrances.add(text -> named.accept(new ModelName("h", text, "m", "t")));
        entrances.add(text -> named.accept(new ModelName("h", "n", text, "t")));
        entrances.add(text -> named.accept(new ModelName("h", "n", "m", text)));
        entrances.add(text -> ModelReference.parse(text).storeName().ifPresent(named));
        entrances.add(text -> ModelReference.parse("hf.co/" + text).storeName().ifPresent(named));
        entrances.add(text -> ModelReference.parse("pip:" + text + "==1.0").storeName().ifPresent(named));
        entrances.add(text -> ModelReference.parse("pip:a==" + text).storeName().ifPresent(named));
        entrances.add(text -> ModelReference.parse("https://example.com/" + text + ".gguf").storeName().ifPresent(named));
        entrances.add(text -> ModelReference.parse("https://" + text + "/x.gguf").storeName().ifPresent(named));
        entrances.add(text -> assertInside(layout.blob(Digest.parse(text)), root.resolve("blobs"), 1));
        entrances.add(text -> assertInside(layout.blob(Digest.parse("sha256:" + text)), root.resolve("blobs"), 1));
        entrances.add(text -> assertInside(layout.partialData(new Digest(text), 1), root.resolve("blobs"), 1));
        entrances.add(text -> Manifest.parse(("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a\",\"size\":1,\"digest\":"
                        + Json.write("sha256:" + text) + "},\"layers\":[]}").getBytes(StandardCharsets.UTF_8), "x")
                .blobs().forEach(layer -> assertInside(layout.blob(layer.digest()), root.resolve("blobs"), 1)));
        return entrances;
    }

    private static void assertInside(Path path, Path parent, int depth) {
        assertThat(path).isAbsolute().startsWithRaw(parent);
        assertThat(path.normalize()).isEqualTo(path);
        assertThat(path.getNameCount()).isEqualTo(parent.getNameCount() + depth);
        path.forEach(part -> assertThat(part.toString()).matches("[A-Za-z0-9_.:-]+").isNotIn(".", ".."));
    }

    private static Set<String> hostileTexts() {
        List<String> climbs = List.of("..", "../", "../..", "../../..", "../../../../../../etc/passwd", "./..", "a/..", "a/../..", "a/../../b",
                "..a", "a..", "...", "....//", ".", "./", "/", "//", "/etc/passwd", "//etc/passwd", "etc/passwd", "~/x", "~root/.ssh/id");
        List<String> forms = List.of("%s", "%s:tag", "model:%s", "ns/%s", "%s/model", "host/ns/%s", "host/%s/model", "%s/ns/model",
                "https://host/%s", "host:80/%s", "%s\u0000", "%s\u0000.gguf", " %s", "%s ", "\t%s", "%s\n");
        Set<String> texts = new LinkedHashSet<>();
        for (String climb : climbs) {
            for (String form : forms) {
                texts.add(form.replace("%s", climb));
            }
            texts.add(climb.replace("/", "\\"));
            texts.add(climb.replace("/", "%2f"));
            texts.add(climb.replace(".", "%2e"));
            texts.add(climb.replace(".", "%252e").replace("/", "%252f"));
            texts.add(climb.replace("/", "%5c"));
            texts.add(climb.replace("/", "/\\"));
            texts.add(climb.replace("/", "%c0%af"));
            texts.add(climb.replace(".", "\u2024"));
            texts.add(climb.replace("/", "\u2215"));
            texts.add(climb.replace("/", "\u2044"));
            texts.add(climb.replace("/", "\uff0f"));
            texts.add(climb.replace(".", "\uff0e"));
            texts.add(climb.replace("..", "\u2025"));
        }
        texts.addAll(List.of("C:\\x", "c:/x", "C:x", "\\\\server\\share", "\\\\?\\C:\\x", "//./pipe/x", "file:///etc/passwd", "con", "CON:1",
                "nul", "NUL.txt", "aux", "prn.", "com1", "COM9:x", "lpt1", "clock$", "a:b:c", "a::$DATA", "a:", ":a", "a.", "a ", "a.:b.",
                ".hidden", "-rf", "--help", "$(id)", "`id`", "a;b", "a&b", "a|b", "*", "?", "<", ">", "\"", "'", "\u202egpj", "\ufeffa", "a\u00adb",
                "ſ", "K", "İ", "ß", "\ud800", "a\ud800b", "\udfff", "e\u0301", "ﬁ", "x".repeat(81), "x".repeat(256), "x/".repeat(300), ":".repeat(50)));
        for (int c = 0; c < 0x30; c++) {
            texts.add("a" + (char) c + "b");
            texts.add((char) c + "a");
        }
        texts.add("0".repeat(63));
        texts.add("0".repeat(65));
        texts.add("G".repeat(64));
        texts.add("A".repeat(64));
        texts.add("../" + "0".repeat(61));
        texts.add("0".repeat(61) + "/..");
        texts.add("٠".repeat(64));
        return texts;
    }
}
