package hearth.workshop.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceMatrixTest {
    @TempDir
    private Path folder;

    private static MemorySegment floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return MemorySegment.ofArray(bytes.array());
    }

    private static GgufWriter file() {
        return new GgufWriter()
                .put(MetadataKeys.General.TYPE, "imatrix")
                .putStrings(MetadataKeys.Importance.DATASETS, List.of("a.txt"))
                .put(MetadataKeys.Importance.CHUNK_COUNT, 5)
                .tensor("x.weight.in_sum2", TensorType.F32, List.of(2L, 2L), floats(8, 4, 3, 9));
    }

    @Test
    void sumsAreDividedByCounts() throws IOException {
        Path path = folder.resolve("i.gguf");
        file().tensor("x.weight.counts", TensorType.F32, List.of(1L, 2L), floats(4, 0)).write(path);
        ImportanceMatrix matrix = ImportanceMatrix.read(path);
        assertThat(matrix.columns()).containsOnlyKeys("x.weight");
        assertThat(matrix.columns().get("x.weight")).containsExactly(2, 1, 1, 1);
        assertThat(matrix.datasets()).containsExactly("a.txt");
        assertThat(matrix.chunkCount()).isEqualTo(5);
    }

    @Test
    void aFileThatLiesIsRefused() throws IOException {
        Path path = folder.resolve("i.gguf");
        file().write(path);
        assertThatThrownBy(() -> ImportanceMatrix.read(path)).hasMessageContaining("x.weight.counts").isInstanceOf(InvalidModelException.class);
        file().tensor("x.weight.counts", TensorType.F32, List.of(1L, 3L), floats(1, 1, 1)).write(path);
        assertThatThrownBy(() -> ImportanceMatrix.read(path)).hasMessageContaining("3 counts for 2 matrices");
        file().put(MetadataKeys.General.TYPE, "model").write(path);
        assertThatThrownBy(() -> ImportanceMatrix.read(path)).hasMessageContaining("is 'model', not 'imatrix'");
        new GgufWriter().put(MetadataKeys.General.TYPE, "imatrix")
                .tensor("x.in_sum2", TensorType.F32, List.of(1L, 1L), floats(Float.NaN))
                .tensor("x.counts", TensorType.F32, List.of(1L, 1L), floats(1))
                .write(path);
        assertThatThrownBy(() -> ImportanceMatrix.read(path)).hasMessageContaining("holds NaN");
    }

    @Test
    void theOlderFormIsReadAndNeverBelieved() throws IOException {
        byte[] name = "x.weight".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(1).putInt(name.length).put(name).putInt(4).putInt(2).putFloat(8).putFloat(2);
        int entriesEnd = bytes.position();
        bytes.putInt(7).putInt(5).put("a.txt".getBytes(StandardCharsets.US_ASCII));
        byte[] whole = Arrays.copyOf(bytes.array(), bytes.position());
        Path path = folder.resolve("i.dat");
        Files.write(path, whole);
        ImportanceMatrix matrix = ImportanceMatrix.read(path);
        assertThat(matrix.columns().get("x.weight")).containsExactly(2, 0.5f);
        assertThat(matrix.chunkCount()).isEqualTo(7);
        assertThat(matrix.datasets()).containsExactly("a.txt");
        for (int length = 0; length < entriesEnd; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ImportanceMatrix.read(path)).isInstanceOf(InvalidModelException.class);
        }
        for (int at = 0; at < 32; at += 4) {
            byte[] huge = whole.clone();
            huge[at + 3] = 0x7f;
            Files.write(path, huge);
            try {
                ImportanceMatrix.read(path);
            } catch (InvalidModelException e) {
                assertThat(e.file()).contains("i.dat");
            }
        }
    }
}
