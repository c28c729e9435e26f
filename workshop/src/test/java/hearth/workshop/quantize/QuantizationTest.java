package hearth.workshop.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataKeys.Quantize;
import hearth.format.gguf.MetadataKeys.Split;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationTest {
    private static final String DOWN = LayerTensor.FEED_FORWARD_DOWN.weight(0);
    private static final String UP = LayerTensor.FEED_FORWARD_UP.weight(1);
    private static final String NORM = LayerTensor.ATTENTION_NORM.weight(0);

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void prepare() throws IOException {
        target = folder.resolve("out.gguf");
        source = sketch().write(folder.resolve("in.gguf"));
    }

    private static SketchModel sketch() {
        SketchModel model = new SketchModel();
        model.writer.put(Split.COUNT, new MetadataValue.Whole(MetadataType.UINT16, 1)).put(General.FILE_TYPE, 1).put(General.NAME, "sketch");
        return model.tensor(TensorNames.TOKEN_EMBEDDING, 256L, 600L)
                .tensor(TensorNames.OUTPUT, 256L, 600L)
                .tensor(NORM, 256L)
                .tensor(DOWN, 512L, 1200L)
                .tensor(UP, 96L, 40L);
    }

    private void quantize(QuantizationOptions options, QuantizationListener listener) throws IOException {
        try (GgufFile file = GgufFile.open(source)) {
            Quantization.of(file, options).write(target, listener);
        }
    }

    private static float[] values(GgufFile file, String name) {
        TensorInfo tensor = file.tensor(name);
        byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes), 0, values, 0, values.length);
        return values;
    }

    @Test
    void typesKeysAndValuesAreThoseOfTheMixture() throws IOException {
        quantize(QuantizationOptions.of(FileType.Q4_K_S), QuantizationListener.NONE);
        assertThat(folder.resolve("out.gguf" + PartFile.SUFFIX)).doesNotExist();
        try (GgufFile before = GgufFile.open(source); GgufFile after = GgufFile.open(target)) {
            assertThat(after.tensors().keySet()).containsExactly(TensorNames.OUTPUT, TensorNames.TOKEN_EMBEDDING, NORM, DOWN, UP);
            assertThat(after.tensor(DOWN).type()).isEqualTo(TensorType.Q4_K);
            assertThat(after.tensor(TensorNames.OUTPUT).type()).isEqualTo(TensorType.Q6_K);
            assertThat(after.tensor(UP).type()).isEqualTo(TensorType.Q5_0);
            assertThat(values(after, NORM)).isEqualTo(values(before, NORM));
            assertThat(after.metadata().requiredInt(General.FILE_TYPE)).isEqualTo(FileType.Q4_K_S.id());
            assertThat(after.metadata().requiredInt(General.QUANTIZATION_VERSION)).isEqualTo(2);
            assertThat(after.metadata().requiredString(General.NAME)).isEqualTo("sketch");
            assertThat(after.metadata().contains(Split.COUNT)).isFalse();
            float[] a = values(before, DOWN);
            float[] b = values(after, DOWN);
            double error = 0;
            double size = 0;
            for (int i = 0; i < a.length; i++) {
                error += (a[i] - b[i]) * (a[i] - b[i]);
                size += a[i] * a[i];
            }
            assertThat(Math.sqrt(error / size)).isBetween(0.01, 0.1);
        }
    }

    @Test
    void threadsAndPiecesDoNotChangeTheResult() throws IOException {
        quantize(QuantizationOptions.of(FileType.Q3_K_M).withThreads(1), QuantizationListener.NONE);
        byte[] one = Files.readAllBytes(target);
        quantize(QuantizationOptions.of(FileType.Q3_K_M).withThreads(5), QuantizationListener.NONE);
        assertThat(Files.readAllBytes(target)).isEqualTo(one);
    }

    @Test
    void aStoppedRunGoesOnWhereItWas() throws IOException {
        QuantizationOptions options = QuantizationOptions.of(FileType.Q4_K_M).withThreads(1);
        quantize(options, QuantizationListener.NONE);
        byte[] whole = Files.readAllBytes(target);
        Files.writeString(target, "older");
        assertThatThrownBy(() -> quantize(options, stopAfter(300_000))).isInstanceOf(CancellationException.class);
        assertThat(target).hasContent("older");
        Path part = folder.resolve("out.gguf" + PartFile.SUFFIX);
        assertThat(part).exists();
        List<String> notes = new ArrayList<>();
        quantize(options, noting(notes));
        assertThat(notes).isEmpty();
        assertThat(Files.readAllBytes(target)).isEqualTo(whole);
        assertThat(part).doesNotExist();
    }

    @Test
    void finishedWorkIsTakenFromTheUnfinishedFileAndChecked() throws IOException {
        QuantizationOptions options = QuantizationOptions.of(FileType.Q4_K_M).withThreads(1);
        quantize(options, QuantizationListener.NONE);
        byte[] whole = Files.readAllBytes(target);
        assertThatThrownBy(() -> quantize(options, stopAfter(300_000))).isInstanceOf(CancellationException.class);
        Path part = folder.resolve("out.gguf" + PartFile.SUFFIX);
        byte[] bytes = Files.readAllBytes(part);
        long output;
        try (GgufFile file = GgufFile.open(target)) {
            output = file.tensor(TensorNames.OUTPUT).byteOffset();
        }
        bytes[(int) output + 1000] ^= 1;
        Files.write(part, bytes);
        List<String> notes = new ArrayList<>();
        quantize(options, noting(notes));
        assertThat(notes).singleElement().asString().contains("damaged at tensor " + TensorNames.OUTPUT);
        assertThat(Files.readAllBytes(target)).isEqualTo(whole);
    }

    @Test
    void otherWorkIsNotGoneOnWith() throws IOException {
        QuantizationOptions options = QuantizationOptions.of(FileType.Q8_0).withThreads(1);
        assertThatThrownBy(() -> quantize(QuantizationOptions.of(FileType.Q4_K_M), stopAfter(300_000)))
                .isInstanceOf(CancellationException.class);
        List<String> notes = new ArrayList<>();
        quantize(options, noting(notes));
        assertThat(notes).singleElement().asString().contains("is of other work; starting over");
        byte[] resumed = Files.readAllBytes(target);
        Files.delete(target);
        quantize(options, QuantizationListener.NONE);
        assertThat(Files.readAllBytes(target)).isEqualTo(resumed);
    }

    private static QuantizationListener stopAfter(long count) {
        return (values, _) -> {
            if (values > count) {
                throw new CancellationException("enough");
            }
        };
    }

    private static QuantizationListener noting(List<String> notes) {
        return new QuantizationListener() {
            @Override
            public void encoded(long values, long totalValues) {
                assertThat(values).isBetween(0L, totalValues);
            }

            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }
        };
    }

    @Test
    void overridesWin() throws IOException {
        QuantizationOptions options = QuantizationOptions.of(FileType.Q4_K_M)
                .withPure()
                .withOutputType(TensorType.Q8_0)
                .withEmbeddingType(TensorType.Q5_K)
                .withOverrides(List.of(new TypeOverride(Pattern.compile("ffn_down"), TensorType.IQ4_XS)));
        try (GgufFile file = GgufFile.open(source)) {
            Map<String, TensorType> types = new java.util.HashMap<>();
            QuantizationPlan.of(file, options).tensors().forEach(tensor -> types.put(tensor.source().name(), tensor.type()));
            assertThat(types).containsEntry(TensorNames.OUTPUT, TensorType.Q8_0)
                    .containsEntry(TensorNames.TOKEN_EMBEDDING, TensorType.Q5_K)
                    .containsEntry(DOWN, TensorType.IQ4_XS)
                    .containsEntry(NORM, TensorType.F32);
        }
    }

    @Test
    void importanceChangesTheResultAndIsNamedInIt() throws IOException {
        quantize(QuantizationOptions.of(FileType.Q4_K_S), QuantizationListener.NONE);
        byte[] plain = Files.readAllBytes(target);
        float[] columns = new float[512];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = 1 + i % 7;
        }
        ImportanceMatrix matrix = new ImportanceMatrix("some.gguf", List.of("text"), 3, Map.of(DOWN, columns));
        quantize(QuantizationOptions.of(FileType.Q4_K_S).withImportance(matrix), QuantizationListener.NONE);
        assertThat(Files.readAllBytes(target)).isNotEqualTo(plain);
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(file.metadata().requiredString(Quantize.IMPORTANCE_FILE)).isEqualTo("some.gguf");
            assertThat(file.metadata().requiredInt(Quantize.IMPORTANCE_ENTRY_COUNT)).isEqualTo(1);
            assertThat(file.metadata().requiredInt(Quantize.IMPORTANCE_CHUNK_COUNT)).isEqualTo(3);
        }
    }

    @Test
    void whatWouldRuinTheModelIsRefused() throws IOException {
        assertThatThrownBy(() -> quantize(QuantizationOptions.of(FileType.IQ2_XXS), QuantizationListener.NONE))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll("in.gguf", "importance matrix");
        ImportanceMatrix other = new ImportanceMatrix("other.gguf", List.of(), 1, Map.of(DOWN, new float[256]));
        assertThatThrownBy(() -> quantize(QuantizationOptions.of(FileType.Q4_K_S).withImportance(other), QuantizationListener.NONE))
                .hasMessageContaining("other.gguf: has 256 numbers for '" + DOWN + "', which has 512 columns");
        quantize(QuantizationOptions.of(FileType.Q8_0), QuantizationListener.NONE);
        Files.move(target, source, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> quantize(QuantizationOptions.of(FileType.Q4_0), QuantizationListener.NONE))
                .hasMessageContaining("is Q8_0 already");
        quantize(QuantizationOptions.of(FileType.Q4_0).withRequantize(), QuantizationListener.NONE);
        try (GgufFile file = GgufFile.open(source)) {
            Quantization same = Quantization.of(file, QuantizationOptions.of(FileType.Q8_0));
            assertThatThrownBy(() -> same.write(source, QuantizationListener.NONE)).hasMessageContaining("is the model to read from");
        }
    }

    @Test
    void numbersThatAreNotFiniteOrTooLargeAreRefused() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 3e7f}) {
            float[] values = new float[512];
            values[300] = bad;
            Files.delete(source);
            new SketchModel().tensor(DOWN, values, 256L, 2L).write(source);
            assertThatThrownBy(() -> quantize(QuantizationOptions.of(FileType.Q4_0), QuantizationListener.NONE))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("in.gguf: tensor '" + DOWN + "' ");
            assertThat(target).doesNotExist();
        }
    }
}
