package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitModelTest {
    @TempDir
    private Path folder;

    private Path part(int part, int parts) {
        return folder.resolve(String.format("model-%05d-of-%05d.gguf", part + 1, parts));
    }

    /** A part as the splitter writes it, with one tensor that holds its number. */
    private GgufWriter writer(int number, int count, int tensorCount, String tensor) {
        GgufWriter writer = new GgufWriter()
                .put(MetadataKeys.Split.NUMBER, new MetadataValue.Whole(MetadataType.UINT16, number))
                .put(MetadataKeys.Split.COUNT, new MetadataValue.Whole(MetadataType.UINT16, count))
                .put(MetadataKeys.Split.TENSOR_COUNT, new MetadataValue.Whole(MetadataType.INT32, tensorCount))
                .tensor(tensor, TensorType.I8, List.of(1L), MemorySegment.ofArray(new byte[] {(byte) number}));
        return number == 0 ? writer.put(MetadataKeys.General.ARCHITECTURE, "llama") : writer;
    }

    private void writeGoodModel() throws IOException {
        for (int part = 0; part < 3; part++) {
            writer(part, 3, 3, "tensor." + part).write(part(part, 3));
        }
    }

    private void assertRefused(Kind kind, String... messageParts) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> GgufFile.open(part(0, 3)))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.getMessage()).contains(messageParts);
                });
    }

    @Test
    void opensAllPartsThroughTheFirst() throws IOException {
        writeGoodModel();
        try (GgufFile file = GgufFile.open(part(0, 3))) {
            assertThat(file.partCount()).isEqualTo(3);
            assertThat(file.metadata().architecture()).isEqualTo("llama");
            assertThat(file.tensors().keySet()).containsExactly("tensor.0", "tensor.1", "tensor.2");
            for (int part = 0; part < 3; part++) {
                byte[] value = new byte[1];
                file.read(file.tensor("tensor." + part), 0, MemorySegment.ofArray(value));
                assertThat(value[0]).isEqualTo((byte) part);
            }
            long bytes = 0;
            for (int part = 0; part < 3; part++) {
                bytes += Files.size(part(part, 3));
            }
            assertThat(file.byteSize()).isEqualTo(bytes);
        }
    }

    @Test
    void opensPartsGivenAsSources() throws IOException {
        writeGoodModel();
        List<ByteSource> sources =
                List.of(ByteSource.open(part(0, 3)), ByteSource.open(part(1, 3)), ByteSource.open(part(2, 3)));
        try (GgufFile file = GgufFile.open(sources)) {
            assertThat(file.tensors()).hasSize(3);
            assertThat(file.path()).isEmpty();
        }
    }

    @Test
    void theFirstPartMayHaveNoTensors() throws IOException {
        writeGoodModel();
        new GgufWriter()
                .put(MetadataKeys.Split.NUMBER, 0)
                .put(MetadataKeys.Split.COUNT, 3)
                .put(MetadataKeys.Split.TENSOR_COUNT, 3)
                .write(part(0, 3));
        assertRefused(Kind.MALFORMED, "key split.tensors.count", "is 3, but the parts have 2 tensors");
        new GgufWriter().put(MetadataKeys.Split.NUMBER, 0).put(MetadataKeys.Split.COUNT, 3).write(part(0, 3));
        try (GgufFile file = GgufFile.open(part(0, 3))) {
            assertThat(file.tensors()).hasSize(2);
        }
    }

    @Test
    void refusesToStartAtALaterPart() throws IOException {
        writeGoodModel();
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> GgufFile.open(part(1, 3)))
                .withMessageContaining("key split.no is 1")
                .withMessageContaining("-00001-of-");
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        writeGoodModel();
        Files.delete(part(1, 3));
        assertRefused(Kind.UNREADABLE, "model-00002-of-00003.gguf", "does not exist");
    }

    @Test
    void aPartOfAnotherPlaceIsRefused() throws IOException {
        writeGoodModel();
        writer(1, 3, 3, "tensor.2").write(part(2, 3));
        assertRefused(Kind.MALFORMED, "model-00003-of-00003.gguf", "key split.no is 1, expected 2");
    }

    @Test
    void aPartWithoutNumberIsRefused() throws IOException {
        writeGoodModel();
        new GgufWriter().put("unrelated", 1).write(part(2, 3));
        assertRefused(Kind.MISSING, "model-00003-of-00003.gguf", "key split.no is missing");
    }

    @Test
    void aPartOfAnotherCountIsRefused() throws IOException {
        writeGoodModel();
        writer(2, 4, 3, "tensor.2").write(part(2, 3));
        assertRefused(Kind.MALFORMED, "model-00003-of-00003.gguf", "key split.count is 4, but the first part says 3");
    }

    @Test
    void aNameInTwoPartsIsRefused() throws IOException {
        writeGoodModel();
        writer(2, 3, 3, "tensor.0").write(part(2, 3));
        assertRefused(Kind.MALFORMED, "model-00003-of-00003.gguf", "'tensor.0'", "earlier part");
    }

    @Test
    void aWrongTensorCountIsRefused() throws IOException {
        writeGoodModel();
        writer(0, 3, 4, "tensor.0").write(part(0, 3));
        assertRefused(Kind.MALFORMED, "key split.tensors.count", "is 4, but the parts have 3 tensors");
    }

    @Test
    void aFirstPartWithAnotherNameCannotFindTheOthers() throws IOException {
        writeGoodModel();
        Path renamed = Files.move(part(0, 3), folder.resolve("renamed.gguf"));
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> GgufFile.open(renamed))
                .withMessageContaining("-00001-of-00003.gguf");
    }

    @Test
    void aMergedModelSaysItHasNoParts() throws IOException {
        Path path = folder.resolve("merged.gguf");
        new GgufWriter().put(MetadataKeys.Split.COUNT, 0).put(MetadataKeys.Split.TENSOR_COUNT, 7).write(path);
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.partCount()).isEqualTo(1);
        }
    }
}
