package hearth.workshop.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.InvalidModelException;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.testkit.TinyFolder;
import hearth.workshop.awq.AwqOptions;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.calibrate.Fixtures;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.export.ExportOptions.Rounding;
import hearth.workshop.gptq.GptqOptions;
import hearth.workshop.huggingface.JsonFile;
import hearth.workshop.quantize.QuantizationListener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointExportTest {
    private static final String QUERY = "model.layers.0.self_attn.q_proj";
    private static final String NORM = "model.layers.0.input_layernorm.weight";
    private static final int[] AWQ_PLACE = {0, 4, 1, 5, 2, 6, 3, 7};

    @TempDir
    private Path folder;

    private Path source;

    @BeforeEach
    void writeModel() throws IOException {
        source = TinyFolder.llama().write(folder.resolve("tiny"));
    }

    private static ExportOptions options(CheckpointLayout layout, Rounding rounding, int bits, int group, boolean symmetric) {
        return new ExportOptions(layout, layout.format(bits, group, symmetric), rounding,
                CalibrationOptions.of(Fixtures.TEXT).withLength(32).withCount(4).withThreads(1), "text",
                GptqOptions.defaults().withThreads(2), AwqOptions.defaults().withThreads(2));
    }

    private Path export(ExportOptions options) throws IOException {
        Path target = folder.resolve("out");
        new CheckpointExport(source, options, QuantizationListener.NONE).write(target);
        assertThat(target.resolveSibling("out.part")).doesNotExist();
        return target;
    }

    @ParameterizedTest
    @CsvSource({"GPTQ, 4, 32, true, 0.02", "PLAIN, 4, 32, true, 0.02", "GPTQ, 8, 16, false, 1e-4", "GPTQ, 2, 8, false, 0.4", "AWQ, 4, 32, true, 1"})
    void gptqLayoutSaysWhatTheWeightsAre(Rounding rounding, int bits, int group, boolean symmetric, double limit) throws IOException {
        Path out = export(options(CheckpointLayout.GPTQ, rounding, bits, group, symmetric));
        try (SafetensorsFolder before = SafetensorsFolder.open(source); SafetensorsFolder after = SafetensorsFolder.open(out)) {
            assertThat(after.tensors()).doesNotContainKey(QUERY + ".weight").containsKeys(QUERY + ".g_idx", "lm_head.weight", NORM);
            float[] wanted = floats(before, QUERY + ".weight");
            float[] found = gptq(after, QUERY, bits);
            if (rounding == Rounding.AWQ) {
                unfold(found, floats(before, NORM), floats(after, NORM));
                assertThat(Fixtures.error(found, wanted)).isLessThan(0.05);
            }
            assertThat(Fixtures.error(found, wanted)).isLessThan(limit);
            assertThat(bytes(after, "lm_head.weight")).isEqualTo(bytes(before, "lm_head.weight"));
        }
        JsonFile config = JsonFile.read(out.resolve("config.json")).object("quantization_config").orElseThrow();
        assertThat(config.requiredInt("bits")).isEqualTo(bits);
        assertThat(config.requiredInt("group_size")).isEqualTo(group);
        assertThat(config.values()).containsEntry("quant_method", "gptq").containsEntry("sym", symmetric);
        assertThat(Files.mismatch(source.resolve("tokenizer.json"), out.resolve("tokenizer.json"))).isEqualTo(-1);
    }

    @Test
    void awqLayoutSaysTheSameModelWithItsFactorsMoved() throws IOException {
        Path out = export(options(CheckpointLayout.AWQ, Rounding.AWQ, 4, 32, false));
        try (SafetensorsFolder before = SafetensorsFolder.open(source); SafetensorsFolder after = SafetensorsFolder.open(out)) {
            float[] wanted = floats(before, QUERY + ".weight");
            float[] found = awq(after, QUERY, 32);
            unfold(found, floats(before, NORM), floats(after, NORM));
            assertThat(Fixtures.error(found, wanted)).isLessThan(0.02);
            assertThat(floats(after, NORM)).isNotEqualTo(floats(before, NORM));
        }
        JsonFile config = JsonFile.read(out.resolve("config.json")).object("quantization_config").orElseThrow();
        assertThat(config.values()).containsEntry("quant_method", "awq").containsEntry("version", "gemm").containsEntry("zero_point", true);
    }

    /** Weights were multiplied with what the norm before was divided by. */
    private static void unfold(float[] weights, float[] normBefore, float[] normAfter) {
        for (int i = 0; i < weights.length; i++) {
            int column = i % normBefore.length;
            weights[i] *= normAfter[column] / normBefore[column];
        }
    }

    @Test
    void whatCannotBeSaidIsRefused() throws IOException {
        assertThatThrownBy(() -> export(options(CheckpointLayout.GPTQ, Rounding.PLAIN, 4, 128, true)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("do not fill groups of 128");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.part")).doesNotExist();
        assertThatThrownBy(() -> options(CheckpointLayout.AWQ, Rounding.PLAIN, 8, 32, false)).hasMessageContaining("AWQ checkpoints have 4 bits");
        assertThatThrownBy(() -> options(CheckpointLayout.GPTQ, Rounding.PLAIN, 3, 32, false)).hasMessageContaining("not 3");
        Files.createDirectory(folder.resolve("out"));
        assertThatThrownBy(() -> export(options(CheckpointLayout.GPTQ, Rounding.PLAIN, 4, 32, true))).hasMessageContaining("is there already");
        source = Fixtures.folder("mixtral");
        Files.delete(folder.resolve("out"));
        assertThatThrownBy(() -> export(options(CheckpointLayout.GPTQ, Rounding.PLAIN, 4, 32, true))).hasMessageContaining("holds experts");
    }

    @Test
    void aQuantizedSourceIsRefused() throws IOException {
        Path out = export(options(CheckpointLayout.GPTQ, Rounding.PLAIN, 4, 32, true));
        Path again = folder.resolve("again");
        assertThatThrownBy(() -> new CheckpointExport(out, options(CheckpointLayout.GPTQ, Rounding.PLAIN, 4, 32, true), QuantizationListener.NONE)
                        .write(again))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("quantized already");
    }

    /** (outputs, inputs): scales[g_idx[k]][n] · (code - zero - 1). */
    private static float[] gptq(SafetensorsFolder file, String module, int bits) {
        StoredTensor scales = file.tensors().get(module + ".scales");
        int outputs = Math.toIntExact(scales.shape().get(1));
        int[] codes = ints(file, module + ".qweight");
        int[] zeros = ints(file, module + ".qzeros");
        int[] groups = ints(file, module + ".g_idx");
        float[] scale = floats(file, module + ".scales");
        int each = 32 / bits;
        int mask = (1 << bits) - 1;
        float[] values = new float[outputs * groups.length];
        for (int k = 0; k < groups.length; k++) {
            for (int n = 0; n < outputs; n++) {
                int code = codes[k / each * outputs + n] >>> bits * (k % each) & mask;
                int zero = (zeros[groups[k] * (outputs / each) + n / each] >>> bits * (n % each) & mask) + 1;
                values[n * groups.length + k] = scale[groups[k] * outputs + n] * (code - zero);
            }
        }
        return values;
    }

    private static float[] awq(SafetensorsFolder file, String module, int group) {
        StoredTensor weights = file.tensors().get(module + ".qweight");
        int inputs = Math.toIntExact(weights.shape().get(0));
        int outputs = 8 * Math.toIntExact(weights.shape().get(1));
        int[] codes = ints(file, module + ".qweight");
        int[] zeros = ints(file, module + ".qzeros");
        float[] scale = floats(file, module + ".scales");
        float[] values = new float[outputs * inputs];
        for (int k = 0; k < inputs; k++) {
            for (int n = 0; n < outputs; n++) {
                int shift = 4 * AWQ_PLACE[n % 8];
                int code = codes[k * (outputs / 8) + n / 8] >>> shift & 15;
                int zero = zeros[k / group * (outputs / 8) + n / 8] >>> shift & 15;
                values[n * inputs + k] = (code - zero) * scale[k / group * outputs + n];
            }
        }
        return values;
    }

    private static byte[] bytes(SafetensorsFolder file, String name) {
        StoredTensor tensor = file.tensors().get(name);
        byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static int[] ints(SafetensorsFolder file, String name) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(file, name)).order(ByteOrder.LITTLE_ENDIAN);
        int[] ints = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(ints);
        return ints;
    }

    private static float[] floats(SafetensorsFolder file, String name) {
        StoredTensor tensor = file.tensors().get(name);
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        new StoredValues(file, tensor).read(0, values.length, values, 0);
        return values;
    }
}
