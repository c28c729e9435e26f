package hearth.workshop.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataKeys.Split;
import hearth.format.gguf.NumberArray;
import hearth.json.Json;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufEditTest {
    @TempDir
    private Path folder;

    private Path source;

    @BeforeEach
    void prepare() throws IOException {
        source = folder.resolve("in.gguf");
        write(source, 1);
    }

    private static void write(Path path, float third) throws IOException {
        GgufWriter writer = new GgufWriter().put(General.ARCHITECTURE, "llama").put(General.NAME, "one").put("llama.count", 5)
                .put("a.list", NumberArray.of(1, 2, 3)).putStrings("a.words", List.of("x", "y")).put("a.float", 0.5f);
        for (int i = 0; i < 5; i++) {
            ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(new float[] {i, 1, i == 2 ? third : 1, 3, 4, 5, 6, 7, 8, 9});
            writer.tensor("t" + i, TensorType.F32, List.of(10L), MemorySegment.ofArray(bytes.array()));
        }
        writer.write(path);
    }

    @Test
    void partsMakeTheSameModelAgain() throws IOException {
        Path prefix = folder.resolve("part");
        List<Path> paths;
        try (GgufFile file = GgufFile.open(source)) {
            paths = GgufParts.split(file, prefix, new SplitLimit(2, Long.MAX_VALUE), _ -> {});
            assertThat(GgufParts.plan(file, new SplitLimit(100, 90))).extracting(List::size).containsExactly(2, 2, 1);
            assertThat(GgufParts.plan(file, new SplitLimit(100, 7))).hasSize(5);
        }
        assertThat(paths).extracting(path -> path.getFileName().toString()).containsExactly(
                "part-00001-of-00003.gguf", "part-00002-of-00003.gguf", "part-00003-of-00003.gguf");
        Path merged = folder.resolve("merged.gguf");
        try (GgufFile parts = GgufFile.open(paths.getFirst())) {
            assertThat(parts.partCount()).isEqualTo(3);
            assertThat(parts.metadata().requiredInt(Split.TENSOR_COUNT)).isEqualTo(5);
            GgufParts.merge(parts, merged, _ -> {});
        }
        assertThat(Files.readAllBytes(merged)).isEqualTo(Files.readAllBytes(source));
        try (GgufFile one = GgufFile.open(source); GgufFile parts = GgufFile.open(paths.getFirst())) {
            assertThat(GgufDigests.of(parts, _ -> {})).isEqualTo(GgufDigests.of(one, _ -> {}));
        }
    }

    @Test
    void nothingIsOverwrittenAndNothingIsLeft() throws IOException {
        Path taken = folder.resolve("part-00002-of-00003.gguf");
        Files.writeString(taken, "precious");
        try (GgufFile file = GgufFile.open(source)) {
            assertThatThrownBy(() -> GgufParts.split(file, folder.resolve("part"), new SplitLimit(2, Long.MAX_VALUE), _ -> {}))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(taken).hasContent("precious");
            Files.delete(taken);
            assertThatThrownBy(() -> GgufParts.split(file, folder.resolve("part"), new SplitLimit(2, Long.MAX_VALUE), copied -> {
                if (copied > 100) {
                    throw new IllegalStateException("stop");
                }
            })).hasMessage("stop");
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(source);
        }
    }

    @Test
    void keysAreSetAndRemoved() throws IOException {
        Path target = folder.resolve("out.gguf");
        try (GgufFile file = GgufFile.open(source)) {
            List<MetadataEdit> edits = List.of(
                    MetadataText.parse(General.NAME + "=two=three", file.metadata()),
                    MetadataText.parse("llama.count=6", file.metadata()),
                    MetadataText.parse("new.flag:bool=true", file.metadata()),
                    MetadataText.parse("new.list:u16[]=[1, 65535]", file.metadata()),
                    MetadataText.parse("new.words:str[]=[\"a\"]", file.metadata()),
                    MetadataText.parse("new.big:u64=18446744073709551615", file.metadata()),
                    new MetadataEdit.Remove("a.words"));
            MetadataEdit.write(file, edits, target, _ -> {});
        }
        try (GgufFile file = GgufFile.open(target); GgufFile old = GgufFile.open(source)) {
            assertThat(file.metadata().requiredString(General.NAME)).isEqualTo("two=three");
            assertThat(file.metadata().requiredInt("llama.count")).isEqualTo(6);
            assertThat(file.metadata().requiredBoolean("new.flag")).isTrue();
            assertThat(file.metadata().requiredInts("new.list")).containsExactly(1, 65535);
            assertThat(file.metadata().requiredStrings("new.words")).containsExactly("a");
            assertThat(file.metadata().contains("a.words")).isFalse();
            assertThat(GgufDigests.of(file, _ -> {}).all()).isEqualTo(GgufDigests.of(old, _ -> {}).all());
            assertThat(GgufDifference.of(old, file, true, _ -> {}).metadata()).extracting(GgufDifference.Key::name)
                    .containsExactly("a.words", General.NAME, "llama.count", "new.big", "new.flag", "new.list", "new.words");
        }
    }

    @Test
    void aFileMayTakeItsOwnPlace() throws IOException {
        try (GgufFile file = GgufFile.open(source)) {
            MetadataEdit.write(file, List.of(MetadataText.parse("llama.count=9", file.metadata())), source, _ -> {});
        }
        try (GgufFile file = GgufFile.open(source)) {
            assertThat(file.metadata().requiredInt("llama.count")).isEqualTo(9);
        }
    }

    @Test
    void mistakesAreNamed() {
        try (GgufFile file = GgufFile.open(source)) {
            for (Map.Entry<String, String> mistake : Map.of("llama.count=x", "'x' is no uint32", "llama.count=-1", "does not fit in UINT32",
                    "nothing", "is not KEY=VALUE", "new.key=1", "its type must be said", "new.key:q7=1", "'q7' is no type",
                    "new.key:bool=yes", "neither true nor false").entrySet()) {
                assertThatThrownBy(() -> MetadataText.parse(mistake.getKey(), file.metadata())).hasMessageContaining(mistake.getValue());
            }
            Path target = folder.resolve("out.gguf");
            for (MetadataEdit bad : List.of(new MetadataEdit.Remove("none"), new MetadataEdit.Remove(General.ARCHITECTURE),
                    MetadataText.parse(Split.COUNT + ":u16=3", file.metadata()))) {
                assertThatThrownBy(() -> MetadataEdit.write(file, List.of(bad), target, _ -> {})).hasMessageContaining(bad.key());
                assertThat(target).doesNotExist();
            }
        }
    }

    @Test
    void differencesOfValuesAreMeasured() throws IOException {
        Path other = folder.resolve("other.gguf");
        write(other, 1.5f);
        try (GgufFile one = GgufFile.open(source); GgufFile two = GgufFile.open(other)) {
            GgufDifference difference = GgufDifference.of(one, two, true, _ -> {});
            assertThat(difference.metadata()).isEmpty();
            assertThat(difference.tensors()).singleElement().satisfies(tensor -> {
                assertThat(tensor.name()).isEqualTo("t2");
                assertThat(tensor.largest()).isEqualTo(0.5);
            });
            assertThat(GgufDifference.of(one, two, false, _ -> {}).isEmpty()).isTrue();
            assertThat(GgufDifference.of(one, one, true, _ -> {}).isEmpty()).isTrue();
        }
    }

    @Test
    void aDumpIsJsonWithTypes() {
        try (GgufFile file = GgufFile.open(source)) {
            Map<String, Object> dump = Json.parseObject(Json.write(GgufDump.of(file, 2)));
            assertThat(dump.get("metadata").toString()).contains("a.list={type=i32[], length=3, value=[1, 2]}", "a.float={type=f32, value=0.5}");
            assertThat((List<?>) dump.get("tensors")).hasSize(5);
        }
    }
}
