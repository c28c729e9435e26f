package hearth.format.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Writes the seed corpus of {@link GgufFileFuzzTest}: run once by hand with the corpus folder as argument. */
final class GgufCorpusWriter {
    private GgufCorpusWriter() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (int seed = 0; seed < 3; seed++) {
            GgufSketch sketch = GgufSketch.random(new Random(seed));
            while (sketch.tensors.size() > 2) {
                sketch.tensors.removeLast();
            }
            sketch.lastPadding = seed == 0;
            Files.write(folder.resolve("valid-" + seed + ".gguf"), sketch.toBytes());
        }
        Files.write(folder.resolve("empty.gguf"), new GgufSketch().toBytes());
        Files.write(folder.resolve("magic-only.gguf"), new byte[] {'G', 'G', 'U', 'F'});
        for (BadGguf bad : BadGguf.values()) {
            byte[] bytes = bad.bytes(0);
            if (bytes.length < 4096) {
                Files.write(folder.resolve(bad.name().toLowerCase(Locale.ROOT) + ".gguf"), bytes);
            }
        }
    }
}
