package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.format.RandomBlocks;
import hearth.format.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
    @TempDir
    private Path folder;

    private static Map<String, MetadataValue> everyKind() {
        Map<String, MetadataValue> values = new LinkedHashMap<>();
        for (MetadataType type : MetadataType.values()) {
            if (type.isInteger()) {
                long max = switch (type) {
                    case UINT8 -> 255;
                    case INT8 -> -128;
                    case UINT16 -> 65_535;
                    case INT16 -> -32_768;
                    case UINT32 -> 0xffff_ffffL;
                    case INT32 -> Integer.MIN_VALUE;
                    case UINT64 -> -1;
                    default -> Long.MIN_VALUE;
                };
                values.put("scalar." + type, new MetadataValue.Whole(type, max));
                values.put("scalar.one." + type, new MetadataValue.Whole(type, 1));
            }
            if (type != MetadataType.STRING && type != MetadataType.ARRAY) {
                byte[] bytes = new byte[type.minBytes() * 5];
                new Random(type.id()).nextBytes(bytes);
                values.put("array." + type, NumberArray.ofBytes(type, bytes));
                values.put("array.empty." + type, NumberArray.ofBytes(type, new byte[0]));
            }
        }
        values.put("float", new MetadataValue.Real(MetadataType.FLOAT32, 1e-5f));
        values.put("double", new MetadataValue.Real(MetadataType.FLOAT64, Math.PI));
        values.put("true", new MetadataValue.Flag(true));
        values.put("false", new MetadataValue.Flag(false));
        values.put("text", new MetadataValue.Text("Grüße, 世界 🔥\u0000end"));
        values.put("text.empty", new MetadataValue.Text(""));
        values.put("texts", TextArray.of(List.of("", "a", "▁the", "🔥")));
        values.put("texts.empty", TextArray.of(List.of()));
        values.put("long.text", new MetadataValue.Text("x".repeat(200_000)));
        return values;
    }

    @Test
    void everyValueTypeComesBackEqualAndInOrder() throws IOException {
        Path path = folder.resolve("values.gguf");
        Map<String, MetadataValue> values = everyKind();
        new GgufWriter().putAll(values).write(path);
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.metadata().values()).containsExactlyEntriesOf(values);
            assertThat(file.tensors()).isEmpty();
        }
    }

    @Test
    void tensorsOfEveryTypeComeBackEqual() throws IOException {
        Random random = new Random(7);
        Map<String, byte[]> data = new LinkedHashMap<>();
        GgufWriter writer = new GgufWriter().put(MetadataKeys.General.ALIGNMENT, 64);
        for (TensorType type : TensorType.values()) {
            byte[] bytes = RandomBlocks.bytes(type, type.blockSize() * 6L, random);
            data.put(type.name(), bytes);
            writer.tensor(type.name(), type, List.of(type.blockSize() * 2L, 3L), MemorySegment.ofArray(bytes));
        }
        Path path = folder.resolve("tensors.gguf");
        writer.write(path);
        try (GgufFile file = GgufFile.open(path); Arena arena = Arena.ofShared()) {
            assertThat(file.tensors().keySet()).containsExactlyElementsOf(data.keySet());
            for (TensorInfo tensor : file.tensors().values()) {
                MemorySegment target = arena.allocate(tensor.byteSize());
                file.read(tensor, 0, target);
                assertThat(target.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(data.get(tensor.name()));
                assertThat(tensor.byteOffset() % 64).isZero();
                assertThat(tensor.rows()).isEqualTo(3);
                assertThat(tensor.columns()).isEqualTo(2L * tensor.type().blockSize());
                assertThat(tensor.rowBytes() * 3).isEqualTo(tensor.byteSize());
            }
        }
        assertThat(GgufVerifier.verify(path, (done, total) -> {})).isEmpty();
    }

    @Test
    void copiesAFileByteForByte() throws IOException {
        Path first = folder.resolve("first.gguf");
        byte[] weights = RandomBlocks.bytes(TensorType.Q4_0, 64 * 50, new Random(3));
        new GgufWriter()
                .putAll(everyKind())
                .tensor("norm", TensorType.F32, List.of(3L), MemorySegment.ofArray(new byte[12]))
                .tensor("weight", TensorType.Q4_0, List.of(64L, 50L), MemorySegment.ofArray(weights))
                .write(first);
        Path second = folder.resolve("second.gguf");
        try (GgufFile file = GgufFile.open(first)) {
            GgufWriter writer = new GgufWriter().putAll(file.metadata().values());
            file.tensors().values().forEach(
                    tensor -> writer.tensor(tensor.name(), tensor.type(), tensor.shape(), TensorData.copyOf(file, tensor)));
            writer.write(second);
        }
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void aWrongAmountOfDataLeavesTheOldFileAndNoTemporaryOne() throws IOException {
        Path path = folder.resolve("model.gguf");
        Files.writeString(path, "old");
        for (int bytes : new int[] {0, 7, 9, 100_000}) {
            GgufWriter writer = new GgufWriter().tensor("w", TensorType.F32, List.of(2L), channel -> {
                ByteBuffer data = ByteBuffer.allocate(bytes);
                while (data.hasRemaining()) {
                    channel.write(data);
                }
            });
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> writer.write(path)).withMessageContaining("tensor w");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
        assertThat(path).hasContent("old");
    }

    @Test
    void replacesAnOldFile() throws IOException {
        Path path = folder.resolve("model.gguf");
        Files.writeString(path, "old");
        new GgufWriter().put("a", "b").write(path);
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.metadata().requiredString("a")).isEqualTo("b");
        }
    }

    @Test
    void refusesWhatTheReaderWouldRefuse() {
        GgufWriter writer = new GgufWriter().tensor("twice", TensorType.F32, List.of(0L), MemorySegment.NULL);
        MemorySegment none = MemorySegment.NULL;
        List<Runnable> attempts = List.of(
                () -> writer.put("", 1),
                () -> writer.put("k".repeat(65_536), 1),
                () -> writer.put("negative", -1),
                () -> writer.put("long", "x".repeat((16 << 20) + 1)),
                () -> writer.put("general.alignment", 13),
                () -> writer.put("general.alignment", 0),
                () -> writer.put("general.alignment", "32"),
                () -> writer.tensor("", TensorType.F32, List.of(1L), none),
                () -> writer.tensor("n".repeat(64), TensorType.F32, List.of(1L), none),
                () -> writer.tensor("twice", TensorType.F32, List.of(1L), none),
                () -> writer.tensor("dims", TensorType.F32, List.of(1L, 1L, 1L, 1L, 1L), none),
                () -> writer.tensor("minus", TensorType.F32, List.of(-1L), none),
                () -> writer.tensor("row", TensorType.Q4_0, List.of(33L), none),
                () -> writer.tensor("huge", TensorType.F32, List.of(Long.MAX_VALUE), none),
                () -> new MetadataValue.Whole(MetadataType.UINT8, 256),
                () -> new MetadataValue.Whole(MetadataType.BOOL, 1),
                () -> new MetadataValue.Real(MetadataType.INT8, 1),
                () -> NumberArray.ofBytes(MetadataType.STRING, new byte[8]),
                () -> NumberArray.ofBytes(MetadataType.INT32, new byte[7]));
        for (int i = 0; i < attempts.size(); i++) {
            Runnable attempt = attempts.get(i);
            assertThatExceptionOfType(IllegalArgumentException.class).as("attempt %d", i).isThrownBy(attempt::run);
        }
    }
}
