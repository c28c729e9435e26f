package hearth.workshop.awq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.calibrate.Fixtures;
import hearth.workshop.calibrate.MatrixInputs;
import hearth.workshop.calibrate.MatrixRows;
import hearth.workshop.calibrate.Workers;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationListener;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwqMethodTest {
    @TempDir
    private Path folder;

    private static final CalibrationOptions CALIBRATION = CalibrationOptions.of(Fixtures.TEXT).withLength(32).withCount(4).withThreads(1);

    @Test
    void theFoldedModelComputesTheSameAndCanBeRounded() throws IOException {
        QuantizationOptions options = QuantizationOptions.of(FileType.Q4_K_M).withThreads(1);
        float[] wanted = Fixtures.logits(Fixtures.model("llama"));
        Path target = folder.resolve("awq.gguf");
        try (GgufFile file = Fixtures.model("llama").get();
                AwqMethod awq = AwqMethod.prepare(Fixtures.model("llama"), Quantization.of(file, options).plan(), CALIBRATION, "text",
                        AwqOptions.defaults().withThreads(2), QuantizationListener.NONE)) {
            assertThat(awq.foldedGroups()).isPositive();
            assertThat(awq.changed()).isNotEmpty();
            assertThat(awq.importance().columns()).containsKey(LayerTensor.FEED_FORWARD_DOWN.weight(1));
            Path folded = folder.resolve("folded.gguf");
            Quantization.of(awq.model(), QuantizationOptions.of(FileType.F32)).write(folded, QuantizationListener.NONE);
            assertThat(Fixtures.error(Fixtures.logits(() -> GgufFile.open(folded)), wanted)).isLessThan(1e-8);
            Quantization.of(awq.model(), options.withImportance(awq.importance())).write(target, QuantizationListener.NONE);
        }
        assertThat(Fixtures.error(Fixtures.logits(() -> GgufFile.open(target)), wanted)).isLessThan(0.5);
    }

    @Test
    void columnsThatMeetLargeInputsAreMadeLargerWhichLosesLess() {
        int columns = 64;
        int rows = 32;
        Random random = new Random(9);
        float[] weights = new float[rows * columns];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() / 10;
        }
        try (Workers workers = new Workers(2); Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(1))) {
            Tensor tensor = backend.tensor(200, columns);
            float[] row = new float[columns];
            for (int r = 0; r < 200; r++) {
                for (int c = 0; c < columns; c++) {
                    row[c] = (float) random.nextGaussian() * (c % 16 == 3 ? 20 : 1);
                }
                tensor.write(r, row, 0);
            }
            MatrixInputs inputs = new MatrixInputs(backend, tensor, 200);
            TensorInfo info = new TensorInfo("w", TensorType.F32, List.of(64L, 32L), 0, 0, 8192);
            SampledLinear linear = new SampledLinear(new MatrixRows(info, 0, rows, columns), rows, weights);
            // Plain rounding by the largest value of a block: what AWQ was made for.
            Rounder plain = (values, offset, count, width, importance) -> new BlockRounder(TensorType.Q4_0)
                    .round(values, offset, count, width, BlockEncoder.NO_IMPORTANCE);
            FactorSearch.Found found = new FactorSearch(AwqOptions.defaults(), workers, _ -> plain)
                    .find(inputs, ChannelStatistics.of(inputs), List.of(linear), new FoldTarget.Norm("norm", "bias"));
            assertThat(found.error()).isLessThan(0.6 * found.plainError());
            assertThat(found.factors()[3]).isGreaterThan(1.5f * found.factors()[4]);
        }
    }

    @Test
    void aListenerThatThrowsEndsTheSearch() {
        try (GgufFile file = Fixtures.model("llama").get()) {
            Quantization quantization = Quantization.of(file, QuantizationOptions.of(FileType.Q4_0));
            QuantizationListener impatient = (done, total) -> {
                throw new IllegalStateException("enough");
            };
            assertThatThrownBy(() -> AwqMethod.prepare(Fixtures.model("llama"), quantization.plan(),
                            CALIBRATION, "text", AwqOptions.defaults(), impatient))
                    .hasMessage("enough");
        }
    }
}
