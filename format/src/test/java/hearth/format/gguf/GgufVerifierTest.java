package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.RandomBlocks;
import hearth.format.TensorType;
import hearth.format.gguf.GgufVerifier.Finding;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufVerifierTest {
    private static final GgufVerifier.Progress QUIET = (done, total) -> {};

    @TempDir
    private Path folder;

    /** Bytes that make one block bad: "offset of the field: its bytes in hex, little-endian". */
    @ParameterizedTest
    @CsvSource({
        "F32,0,0000807f", "F32,0,0100c0ff", "F64,0,000000000000f07f", "F16,0,007c", "F16,0,01fe", "BF16,0,80ff",
        "Q4_0,0,00fc", "Q4_1,0,007c", "Q4_1,2,007e", "Q5_0,0,007c", "Q5_1,0,007c", "Q5_1,2,007c", "Q8_0,0,ff7f",
        "Q8_1,0,007c", "Q8_1,2,007c", "Q2_K,80,007c", "Q2_K,82,007c", "Q3_K,108,007c", "Q4_K,0,007c", "Q4_K,2,00fc",
        "Q5_K,0,007c", "Q5_K,2,007c", "Q6_K,208,007c", "Q8_K,0,0000c07f", "IQ2_XXS,0,007c", "IQ2_XS,0,007c",
        "IQ2_S,0,007c", "IQ3_XXS,0,007c", "IQ3_S,0,007c", "IQ1_S,0,007c", "IQ1_M,52,00c000f0", "IQ1_M,52,ffffff7f",
        "IQ4_NL,0,007c", "IQ4_XS,0,007c", "TQ1_0,52,007c", "TQ2_0,64,007c", "MXFP4,0,ff", "Q1_0,0,007c", "Q2_0,0,007c"
    })
    void findsTheBlockWhoseScaleIsNotFinite(TensorType type, int fieldOffset, String hex) throws IOException {
        byte[] good = RandomBlocks.bytes(type, type.blockSize() * 9L, new Random(1));
        byte[] bad = good.clone();
        byte[] field = java.util.HexFormat.of().parseHex(hex);
        for (int block : new int[] {4, 7}) {
            System.arraycopy(field, 0, bad, block * type.blockBytes() + fieldOffset, field.length);
        }
        Path path = folder.resolve("model.gguf");
        List<Long> shape = List.of((long) type.blockSize(), 9L);
        new GgufWriter()
                .tensor("good", type, shape, MemorySegment.ofArray(good))
                .tensor("bad", type, shape, MemorySegment.ofArray(bad))
                .write(path);
        String what = type.blockSize() == 1 ? "value" : "scale of a block";
        assertThat(GgufVerifier.verify(path, QUIET))
                .containsExactly(new Finding("bad", 4, what + " is not finite, 2 of 9 " + type));
    }

    @Test
    void progressRisesToTheTotal() throws IOException {
        Path path = folder.resolve("model.gguf");
        byte[] large = new byte[9 << 20];
        new GgufWriter()
                .tensor("a", TensorType.F32, List.of(9L << 18), MemorySegment.ofArray(large))
                .tensor("b", TensorType.F32, List.of(2L), MemorySegment.ofArray(new byte[8]))
                .write(path);
        List<Long> done = new ArrayList<>();
        assertThat(GgufVerifier.verify(path, (bytesDone, bytesTotal) -> {
            assertThat(bytesTotal).isEqualTo(large.length + 8);
            done.add(bytesDone);
        })).isEmpty();
        assertThat(done).isSorted().hasSizeGreaterThan(4).endsWith((long) large.length + 8);
    }

    @Test
    void aDamagedStructureIsOneFinding() throws IOException {
        Path path = Files.write(folder.resolve("model.gguf"), BadGguf.KEY_TWICE.bytes(1));
        assertThat(GgufVerifier.verify(path, QUIET)).singleElement().satisfies(finding -> {
            assertThat(finding.tensor()).isEqualTo("model.gguf");
            assertThat(finding.blockIndex()).isEqualTo(-1);
            assertThat(finding.reason()).contains("occurs twice");
        });
    }
}
