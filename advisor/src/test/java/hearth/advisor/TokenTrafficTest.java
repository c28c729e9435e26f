package hearth.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTrafficTest {
    @TempDir
    private Path folder;

    private static GgufWriter sizes() {
        return new GgufWriter()
                .put("general.architecture", "llama")
                .put("llama.block_count", 3)
                .put("llama.embedding_length", 64)
                .put("llama.attention.head_count", 4)
                .put("llama.attention.head_count_kv", 2);
    }

    private static void f32(GgufWriter writer, String name, long columns, long rows) {
        writer.tensor(name, TensorType.F32, List.of(columns, rows), MemorySegment.ofArray(new byte[(int) (columns * rows * 4)]));
    }

    private TokenTraffic traffic(GgufWriter writer) throws IOException {
        Path file = folder.resolve("model.gguf");
        writer.write(file);
        try (GgufFile opened = GgufFile.open(file)) {
            return TokenTraffic.of(opened);
        }
    }

    @Test
    void tiedEmbeddingsAreReadWholeAndSeparateOnesByTheRow() throws IOException {
        GgufWriter tied = sizes();
        f32(tied, "token_embd.weight", 64, 10);
        assertThat(traffic(tied).weightBytes()).isEqualTo(64 * 10 * 4);
        f32(tied, "output.weight", 64, 10);
        assertThat(traffic(tied).weightBytes()).isEqualTo(64 * 10 * 4 + 64 * 4);
    }

    @Test
    void onlyUsedExpertsCount() throws IOException {
        GgufWriter writer = sizes().put("llama.expert_count", 8).put("llama.expert_used_count", 2);
        f32(writer, "blk.0.ffn_up_exps.weight", 64, 80);
        assertThat(traffic(writer).weightBytes()).isEqualTo(64 * 80 * 4 / 4);
    }

    @Test
    void keysAndValuesLowerTheCeilingWithDepth() throws IOException {
        GgufWriter writer = sizes();
        f32(writer, "token_embd.weight", 64, 10);
        TokenTraffic traffic = traffic(writer);
        assertThat(traffic.kvBytesPerPosition()).isEqualTo(3 * 2 * (16 + 16) * 2);
        assertThat(traffic.ceiling(2560, 0)).isCloseTo(1, within(1e-9));
        assertThat(traffic.ceiling(2560, 10)).isLessThan(1);
    }

    @Test
    void missingSizesAreNamed() {
        GgufWriter writer = new GgufWriter().put("general.architecture", "llama");
        f32(writer, "token_embd.weight", 64, 10);
        assertThatThrownBy(() -> traffic(writer)).isInstanceOf(InvalidModelException.class).hasMessageContaining("block_count");
    }
}
