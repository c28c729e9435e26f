package hearth.workshop.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticModelTest {
    @Test
    void hasTheSizeAndTheTypesOfTheRealFile() {
        try (GgufFile file = SyntheticModel.open("llama:7b:Q4_K_M")) {
            // Llama 2 7B in Q4_K_M: 4.08 GB and 6.74 billion weights.
            assertThat(file.byteSize()).isBetween(4_050_000_000L, 4_110_000_000L);
            assertThat(file.tensors().values().stream().mapToLong(TensorInfo::elementCount).sum()).isBetween(6_730_000_000L, 6_750_000_000L);
            assertThat(file.tensor("blk.0.attn_v.weight").type()).isEqualTo(TensorType.Q6_K);
            assertThat(file.tensor("blk.5.attn_v.weight").type()).isEqualTo(TensorType.Q4_K);
            assertThat(file.tensor("output.weight").type()).isEqualTo(TensorType.Q6_K);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q4_0", "Q8_0", "Q6_K", "F16", "BF16", "Q5_K_M", "F32"})
    void weightsAreSmallAndFiniteWhereverTheyAreRead(String type) {
        try (GgufFile file = SyntheticModel.open("smollm2:135m:" + type)) {
            TensorInfo tensor = file.tensor("blk.3.ffn_up.weight");
            byte[] row = new byte[(int) tensor.type().byteSize(tensor.columns())];
            float[] values = new float[(int) tensor.columns()];
            for (long at : new long[] {0, 7, 1535}) {
                file.read(tensor, at * row.length, MemorySegment.ofArray(row));
                BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(row), 0, values, 0, values.length);
                for (float value : values) {
                    assertThat(Math.abs(value)).isLessThan(1);
                }
            }
        }
    }

    @Test
    void unknownNamesAreToldWithTheKnownOnes() {
        assertThatThrownBy(() -> SyntheticModel.open("llama:9b:Q4_0")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("llama:7b");
        assertThatThrownBy(() -> SyntheticModel.open("llama:7b:Q9")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Q9");
        assertThatThrownBy(() -> SyntheticModel.open("x")).isInstanceOf(IllegalArgumentException.class);
    }
}
