package hearth.workshop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.model.ObservedMatrix;
import hearth.engine.score.Scorer;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorInfo;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceTest {
    private static final String QUERY = LayerTensor.ATTENTION_QUERY.weight(0);

    @TempDir
    private Path folder;

    private static float[] floats(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        byte[] bytes = new byte[(int) tensor.byteSize()];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private ImportanceCollector collect(Path file, int firstChunk, int chunks, ImportanceCollector collector) {
        try (Engine engine = TinyText.engine();
                Model model = engine.load(file, LoadOptions.defaults().withObserver(collector));
                Scorer scorer = model.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, model.tokenizer());
            WindowPlan plan = WindowPlan.chunks(text.tokenCount(), 32, chunks);
            PerplexityResult result = collector.run(scorer, text, plan, "tiny.txt", firstChunk, EvaluationListener.none());
            assertThat(result.perplexity().value()).isBetween(1.0, 1e6);
            return collector;
        }
    }

    @Test
    void sumsAreOfTheNormedEmbeddings() {
        // With a norm weight of 1 the query's inputs have a mean square of 1 in each row but for the norm's epsilon, so all columns' sums
        // add up to rows x columns.
        float[] ones = new float[32];
        Arrays.fill(ones, 1);
        Path file = TinyLlama.create().values(LayerTensor.ATTENTION_NORM.weight(0), ones).write(folder.resolve("tiny.gguf"));
        ImportanceCollector collector = collect(file, 0, 3, new ImportanceCollector(false));
        assertThat(collector.tensorNames()).hasSize(2 * 7).contains(QUERY, LayerTensor.FEED_FORWARD_DOWN.weight(1));
        Path out = write(collector, "out.gguf");
        try (GgufFile written = GgufFile.open(out)) {
            float[] sums = floats(written, QUERY + ".in_sum2");
            double total = 0;
            for (float sum : sums) {
                total += sum;
            }
            assertThat(sums).hasSize(32);
            assertThat(total).isCloseTo(3 * 32 * 32, within(3.0));
            assertThat(floats(written, QUERY + ".counts")).containsExactly(96);
            assertThat(floats(written, LayerTensor.FEED_FORWARD_DOWN.weight(1) + ".counts")).containsExactly(96);
            assertThat(floats(written, LayerTensor.ATTENTION_KEY.weight(0) + ".in_sum2")).isEqualTo(sums);
            assertThat(written.tensor(QUERY + ".in_sum2").shape()).containsExactly(32L, 1L);
            assertThat(written.tensor(QUERY + ".counts").shape()).containsExactly(1L, 1L);
            assertThat(written.metadata().requiredString("general.type")).isEqualTo("imatrix");
            assertThat(written.metadata().requiredStrings("imatrix.datasets")).containsExactly("tiny.txt");
            assertThat(written.metadata().requiredInt("imatrix.chunk_count")).isEqualTo(3);
            assertThat(written.metadata().requiredInt("imatrix.chunk_size")).isEqualTo(32);
        }
        try (GgufFile model = GgufFile.open(file)) {
            assertThat(collector.gaps(model)).isEmpty();
        }
    }

    private Path write(ImportanceCollector collector, String name) {
        Path out = folder.resolve(name);
        try {
            collector.write(out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out;
    }

    @Test
    void aRunInTwoPartsIsTheWholeRun() throws IOException {
        Path file = TinyLlama.create().write(folder.resolve("tiny.gguf"));
        Path whole = write(collect(file, 0, 4, new ImportanceCollector(true)), "whole.gguf");
        Path first = write(collect(file, 0, 2, new ImportanceCollector(true)), "first.gguf");
        ImportanceCollector resumed = new ImportanceCollector(true);
        resumed.merge(first);
        assertThat(resumed.chunkCount()).isEqualTo(2);
        collect(file, 2, 4, resumed);
        Path second = write(resumed, "second.gguf");
        try (GgufFile one = GgufFile.open(whole);
                GgufFile two = GgufFile.open(second)) {
            assertThat(two.tensors().keySet()).isEqualTo(one.tensors().keySet()).contains("output.weight.in_sum2");
            for (String name : one.tensors().keySet()) {
                float[] expected = floats(one, name);
                float[] found = floats(two, name);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).as(name).isCloseTo(expected[i], within(1e-5f * expected[i] + 1e-9f));
                }
            }
            assertThat(two.metadata().values()).isEqualTo(one.metadata().values());
        }
    }

    @Test
    void expertsHaveSumsOfTheirOwn() {
        ImportanceCollector collector = new ImportanceCollector(false);
        ImportanceSums sums = new ImportanceSums(2, 3);
        sums.add(2, new float[] {9, 1, -3}, 1);
        sums.add(2, new float[] {2, 0}, 0);
        sums.add(0, new float[] {7, 8}, 0, 5);
        assertThat(sums.squares(2)).containsExactly(5, 9);
        assertThat(sums.squares(1)).containsExactly(0, 0);
        assertThat(sums.squares(0)).containsExactly(7, 8);
        assertThat(new long[] {sums.count(0), sums.count(1), sums.count(2), sums.unseen()}).containsExactly(5, 0, 2, 1);
        // What is shown outside of a run, as in the warm-up of a benchmark, does not count.
        collector.observe(new ObservedMatrix(QUERY, 2, 0, 1), new float[] {1, 2}, 0);
        assertThat(collector.tensorNames()).isEmpty();
    }

    @Test
    void filesOfOtherModelsOrKindsAreRefused() throws IOException {
        Path file = TinyLlama.create().write(folder.resolve("tiny.gguf"));
        assertThatThrownBy(() -> new ImportanceCollector(false).merge(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("general.type");
        assertThatThrownBy(() -> new ImportanceCollector(false).merge(folder.resolve("none"))).isInstanceOf(InvalidModelException.class);
        Path one = write(collect(file, 0, 2, new ImportanceCollector(false)), "one.gguf");
        ImportanceCollector other = new ImportanceCollector(false);
        other.merge(stored("wide.gguf", new float[] {1, 2, 3}, 4));
        assertThatThrownBy(() -> other.merge(one))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining(QUERY)
                .hasMessageContaining("of another model");
        for (float bad : new float[] {Float.NaN, -1, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new ImportanceCollector(false).merge(stored("bad.gguf", new float[] {1, bad}, 1)))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining(QUERY);
        }
        assertThatThrownBy(() -> new ImportanceCollector(false).merge(stored("half.gguf", new float[] {1}, 0.5f)))
                .hasMessageContaining("no count");
    }

    private Path stored(String name, float[] sums, float count) throws IOException {
        Path path = folder.resolve(name);
        Files.deleteIfExists(path);
        new GgufWriter()
                .put("general.type", "imatrix")
                .putStrings("imatrix.datasets", List.of("d"))
                .put("imatrix.chunk_count", 1)
                .put("imatrix.chunk_size", 32)
                .tensor(QUERY + ".in_sum2", TensorType.F32, List.of((long) sums.length, 1L), bytes(sums))
                .tensor(QUERY + ".counts", TensorType.F32, List.of(1L, 1L), bytes(count))
                .write(path);
        return path;
    }

    private static MemorySegment bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return MemorySegment.ofArray(bytes.array());
    }

    @Test
    void observingChangesNoLogit() {
        Path file = TinyLlama.create().write(folder.resolve("tiny.gguf"));
        try (Engine engine = TinyText.engine();
                Model plain = engine.load(file, LoadOptions.defaults());
                Model observed = engine.load(file, LoadOptions.defaults().withObserver((matrix, values, offset) -> {}));
                Scorer one = plain.scorer();
                Scorer two = observed.scorer()) {
            EvaluationText text = EvaluationText.of(TinyText.TEXT, plain.tokenizer());
            WindowPlan plan = WindowPlan.chunks(text.tokenCount(), 64, 0);
            assertThat(Perplexity.measure(two, text, plan, EvaluationListener.none()).perplexity())
                    .isEqualTo(Perplexity.measure(one, text, plan, EvaluationListener.none()).perplexity());
        }
    }

    @Test
    void theTextThatShipsIsLongEnoughAndVaried() {
        String text = CalibrationText.read();
        assertThat(text.length()).isGreaterThan(20_000);
        assertThat(text.chars().filter(c -> c > 0x3000).count()).isGreaterThan(400);
        assertThat(text).doesNotContain("\uFFFD").contains("public static", "def ", "SELECT", "été", "привет");
    }
}
