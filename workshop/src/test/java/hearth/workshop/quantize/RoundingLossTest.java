package hearth.workshop.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundingLossTest {
    @TempDir
    private Path folder;

    private Path source;

    @BeforeEach
    void prepare() throws IOException {
        source = new SketchModel()
                .tensor(TensorNames.TOKEN_EMBEDDING, 256L, 64L)
                .tensor(TensorNames.OUTPUT, 256L, 64L)
                .tensor(LayerTensor.FEED_FORWARD_DOWN.weight(0), 512L, 40L)
                .write(folder.resolve("in.gguf"));
    }

    private double loss(FileType type, long values) {
        try (GgufFile file = GgufFile.open(source)) {
            return RoundingLoss.sample(file, QuantizationOptions.of(type).withPure(), values).relativeError();
        }
    }

    @Test
    void theWholeSampleIsTheErrorOfTheWrittenFile() throws IOException {
        Path target = folder.resolve("out.gguf");
        try (GgufFile file = GgufFile.open(source)) {
            Quantization.of(file, QuantizationOptions.of(FileType.Q4_0).withPure()).write(target, QuantizationListener.NONE);
        }
        double noise = 0;
        double signal = 0;
        try (GgufFile before = GgufFile.open(source); GgufFile after = GgufFile.open(target)) {
            for (String name : before.tensors().keySet()) {
                float[] a = values(before, name);
                float[] b = values(after, name);
                for (int i = 0; i < a.length; i++) {
                    noise += (double) (a[i] - b[i]) * (a[i] - b[i]);
                    signal += (double) a[i] * a[i];
                }
            }
        }
        assertThat(loss(FileType.Q4_0, 1 << 20)).isCloseTo(Math.sqrt(noise / signal), within(1e-9));
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
    void fewerBitsLoseMoreAndASmallSampleIsNear() {
        double whole = loss(FileType.Q4_0, 1 << 20);
        assertThat(loss(FileType.Q8_0, 1 << 20)).isLessThan(whole / 4);
        assertThat(loss(FileType.Q2_K, 1 << 20)).isGreaterThan(whole);
        assertThat(loss(FileType.Q4_0, 4096)).isCloseTo(whole, within(whole / 2));
    }

    @Test
    void whatIsNotRoundedLosesNothingAndWhatCanNotBeIsRefused() {
        try (GgufFile file = GgufFile.open(source)) {
            RoundingLoss none = RoundingLoss.sample(file, QuantizationOptions.of(FileType.F32).withPure(), 1 << 20);
            assertThat(none.relativeError()).isLessThan(1e-6);
            assertThatThrownBy(() -> RoundingLoss.sample(file, QuantizationOptions.of(FileType.IQ1_S), 1 << 20))
                    .isInstanceOf(InvalidModelException.class).hasMessageContaining("importance");
        }
    }
}
