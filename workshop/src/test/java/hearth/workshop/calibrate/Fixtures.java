package hearth.workshop.calibrate;

import hearth.compute.KvType;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tiny models of the fidelity tests, one of each family, and what they compute. */
public final class Fixtures {
    /** A text that every tokenizer cuts to some hundred tokens. */
    public static final String TEXT = "The hen sat on the roof, and nobody knew why. In 1987 it was 12 below zero; the wind came from the north. ".repeat(8);

    private Fixtures() {}

    /** Families of models that write text. */
    public static List<String> decoders() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(Fixtures::isDecoder).map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDecoder(Path folder) {
        try {
            return Files.isDirectory(folder)
                    && Json.parseObject(Files.readString(folder.resolve("reference.json"))).get("kind").equals("decoder");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path folder(String family) {
        return root().resolve(family);
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource("/hearth/workshop/fidelity/llama/config.json"), "fixtures").toURI())
                    .getParent()
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The model in 32 bits. */
    public static Supplier<GgufFile> model(String family) {
        return () -> Conversion.open(folder(family), ConversionOptions.defaults().withType(WeightType.F32));
    }

    /** Logits of some tokens, all positions. */
    public static float[] logits(Supplier<GgufFile> source) {
        try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(1));
                Model model = engine.load(source, LoadOptions.defaults().withKvType(KvType.F32));
                Scorer scorer = model.scorer()) {
            int size = model.config().vocabularySize();
            int[] tokens = IntStream.range(0, Math.min(24, model.contextLength())).map(i -> (i * 37 + 11) % Math.min(size, 200)).toArray();
            float[] all = new float[tokens.length * size];
            scorer.begin(tokens, 0, tokens.length);
            int done = 0;
            for (int rows = scorer.next(); rows > 0; rows = scorer.next()) {
                System.arraycopy(scorer.logits(), 0, all, done * size, rows * size);
                done += rows;
            }
            return all;
        }
    }

    /** Mean square of the difference, relative to the mean square of what was wanted. */
    public static double error(float[] found, float[] wanted) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            error += ((double) found[i] - wanted[i]) * ((double) found[i] - wanted[i]);
            size += (double) wanted[i] * wanted[i];
        }
        return error / size;
    }
}
