package hearth.workshop.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.calibrate.Fixtures;
import hearth.workshop.evaluate.EvaluationException;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationListener;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptqMethodTest {
    private static final CalibrationOptions CALIBRATION = CalibrationOptions.of(Fixtures.TEXT).withLength(32).withCount(4).withThreads(1);
    private static final QuantizationOptions OPTIONS = QuantizationOptions.of(FileType.Q4_0).withPure().withThreads(1);

    @TempDir
    private Path folder;

    private static GptqMethod method(String family, ColumnOrder order) {
        return new GptqMethod(Fixtures.model(family), CALIBRATION, GptqOptions.defaults().withOrder(order).withThreads(2));
    }

    private Path write(String family, String name, ColumnOrder order, QuantizationListener listener) throws IOException {
        Path target = folder.resolve(name);
        try (GgufFile file = Fixtures.model(family).get()) {
            Quantization.of(file, OPTIONS).write(target, listener, method(family, order));
        }
        return target;
    }

    @ParameterizedTest
    @EnumSource(ColumnOrder.class)
    void theResultHasThePlannedTypesAndRuns(ColumnOrder order) throws IOException {
        Path rounded = write("llama", "gptq.gguf", order, QuantizationListener.NONE);
        float[] wanted = Fixtures.logits(Fixtures.model("llama"));
        assertThat(Fixtures.error(Fixtures.logits(() -> GgufFile.open(rounded)), wanted)).isLessThan(0.5);
        try (GgufFile file = GgufFile.open(rounded)) {
            assertThat(file.tensor(LayerTensor.FEED_FORWARD_DOWN.weight(0)).type()).isEqualTo(TensorType.Q4_0);
        }
    }

    /** Experts, fused matrices, several norms, latent attention, biases: what is not rounded with GPTQ is rounded plainly. */
    @ParameterizedTest
    @ValueSource(strings = {"mixtral", "qwen2moe", "phi3", "gemma3", "deepseek2-lite", "gpt2", "falcon", "olmo2"})
    void familiesOfOtherShapesCanBeRoundedAndRun(String family) throws IOException {
        List<String> notes = new ArrayList<>();
        Path rounded = write(family, family + ".gguf", ColumnOrder.BLOCKS, new QuantizationListener() {
            @Override
            public void encoded(long values, long totalValues) {
                assertThat(values).isBetween(0L, totalValues);
            }

            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }
        });
        float[] wanted = Fixtures.logits(Fixtures.model(family));
        assertThat(Fixtures.error(Fixtures.logits(() -> GgufFile.open(rounded)), wanted)).isLessThan(0.5);
        if (family.equals("deepseek2-lite")) {
            assertThat(notes).anyMatch(note -> note.contains("rounded plainly"));
        }
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBytes() throws IOException {
        Path whole = write("llama", "whole.gguf", ColumnOrder.BLOCKS, QuantizationListener.NONE);
        int[] calls = {0};
        QuantizationListener impatient = (values, total) -> {
            calls[0]++;
            if (calls[0] == 6) {
                throw new IllegalStateException("enough");
            }
        };
        assertThatThrownBy(() -> write("llama", "again.gguf", ColumnOrder.BLOCKS, impatient)).hasMessage("enough");
        assertThat(folder.resolve("again.gguf")).doesNotExist();
        List<String> notes = new ArrayList<>();
        Path again = write("llama", "again.gguf", ColumnOrder.BLOCKS, new QuantizationListener() {
            @Override
            public void encoded(long values, long totalValues) {}

            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }
        });
        assertThat(notes).isEmpty();
        assertThat(Files.mismatch(whole, again)).isEqualTo(-1);
    }

    @Test
    void typesWithoutACodeForEachValueAreRefused() {
        try (GgufFile file = Fixtures.model("llama").get()) {
            Quantization quantization = Quantization.of(file, QuantizationOptions.of(FileType.MXFP4_MOE).withPure());
            assertThatThrownBy(() -> quantization.write(folder.resolve("x.gguf"), QuantizationListener.NONE, method("llama", ColumnOrder.BLOCKS)))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("would become MXFP4");
        }
    }

    @Test
    void aTextThatIsTooShortIsRefused() {
        try (GgufFile file = Fixtures.model("llama").get()) {
            GptqMethod method = new GptqMethod(Fixtures.model("llama"), CalibrationOptions.of("hen").withThreads(1), GptqOptions.defaults());
            assertThatThrownBy(() -> Quantization.of(file, OPTIONS).write(folder.resolve("x.gguf"), QuantizationListener.NONE, method))
                    .isInstanceOf(EvaluationException.class)
                    .hasMessageContaining("a sequence needs 512");
        }
    }
}
