package hearth.engine.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.KvCache;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import hearth.format.TensorType;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logits of tiny models against those that src/test/python/make_golden_logits.py computed on its own, in 64 bits. */
class LlamaGoldenTest {
    private static final double TOLERANCE = 2e-4;

    @TempDir
    Path folder;

    private final Backend backend = new ScalarBackend();

    /** The variants of the script, by its names. */
    enum Variant {
        plain(TinyLlama.create()),
        gqa(TinyLlama.create().kvHeads(2)),
        tied(TinyLlama.create().tied().kvHeads(1)),
        ropeFrequencies(TinyLlama.create().ropeFrequencies()),
        linear(TinyLlama.create().key(Rope.SCALING_TYPE, "linear").key(Rope.SCALING_FACTOR, 4f)),
        yarn(TinyLlama.create()
                .key(Rope.SCALING_TYPE, "yarn")
                .key(Rope.SCALING_FACTOR, 4f)
                .key(Rope.ORIGINAL_CONTEXT_LENGTH, 16)),
        biases(TinyLlama.create().biases().kvHeads(2)),
        partialRope(TinyLlama.create().headSizes(8, 8, 4).theta(500)),
        headSizes(TinyLlama.create().headSizes(12, 20, 12).kvHeads(2)),
        attentionScale(TinyLlama.create().key(Attention.SCALE, 0.125f)),
        f16(TinyLlama.create().type(TensorType.F16));

        private final TinyLlama builder;

        Variant(TinyLlama builder) {
            this.builder = builder;
        }
    }

    @ParameterizedTest
    @EnumSource
    void logitsAreThoseOfTheReference(Variant variant) throws IOException {
        Golden golden = Golden.read();
        LanguageModel model = TinyModels.load(variant.builder.write(folder.resolve("tiny.gguf")), backend, 32);
        Map<Integer, double[]> expected = golden.logits().get(variant.name());
        int[] rows = expected.keySet().stream().mapToInt(row -> row).toArray();
        float[] logits = new float[rows.length * TinyVocabulary.SIZE];
        try (KvCache cache = backend.kvCache(model.config().kvCacheShape(32, KvType.F32))) {
            Batch whole = Batch.ofSequence(golden.tokens(), cache, 0, false);
            model.forward(new Batch(golden.tokens(), whole.spans(), rows), logits);
        }
        for (int i = 0; i < rows.length; i++) {
            double[] wanted = expected.get(rows[i]);
            for (int id = 0; id < wanted.length; id++) {
                float found = logits[i * TinyVocabulary.SIZE + id];
                assertThat(Math.abs(found - wanted[id]))
                        .as("row %d, token %d: %s, wanted %s", rows[i], id, found, wanted[id])
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void theFixtureHasEveryVariant() throws IOException {
        assertThat(Golden.read().logits().keySet())
                .containsExactlyElementsOf(Arrays.stream(Variant.values()).map(Enum::name).toList());
    }

    /** The script's output: the tokens, then lines of variant, row, logits. */
    private record Golden(int[] tokens, Map<String, Map<Integer, double[]>> logits) {
        static Golden read() throws IOException {
            List<String> lines = new ArrayList<>();
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    Objects.requireNonNull(LlamaGoldenTest.class.getResourceAsStream("golden-llama.txt")),
                    StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            }
            int[] tokens = Arrays.stream(lines.getFirst().split(" ")).skip(1).mapToInt(Integer::parseInt).toArray();
            Map<String, Map<Integer, double[]>> logits = new LinkedHashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ");
                double[] values = Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble).toArray();
                logits.computeIfAbsent(words[0], name -> new LinkedHashMap<>()).put(Integer.parseInt(words[1]), values);
            }
            return new Golden(tokens, logits);
        }
    }
}
