package hearth.workshop.convert.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.convert.tensor.Kept;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each layout's numbers mean: equal, bit for bit, to values that were made with numpy and checked with the tools themselves. */
class PackedLayoutGoldenTest {
    /** What GGUF holds exactly; of the rest, what runs from the folder. */
    private static final Map<String, String> KEPT = Map.ofEntries(
            Map.entry("gptq-4-sym", "Q4_0"), Map.entry("gptq-4-asym", "Q5_0"), Map.entry("gptq-4-act-order", "(F32)"),
            Map.entry("gptq-4-v2", "Q5_0"), Map.entry("gptq-2", "Q4_0"), Map.entry("gptq-3", "Q4_0"), Map.entry("gptq-8", "Q8_0"),
            Map.entry("gptq-old", "(F32)"), Map.entry("gptq-phi3", "Q5_0"), Map.entry("gptq-gpt2", "Q4_0"),
            Map.entry("awq-64", "Q5_0"), Map.entry("awq-whole", "Q5_0"),
            Map.entry("bnb-nf4", "(BF16)"), Map.entry("bnb-nf4-plain", "(F32)"), Map.entry("bnb-fp4", "(F16)"),
            Map.entry("bnb-int8", "(F32)"),
            Map.entry("mlx-2", "Q4_1"), Map.entry("mlx-3", "Q4_1"), Map.entry("mlx-4", "Q4_1"), Map.entry("mlx-4-bf16", "Q4_1"),
            Map.entry("mlx-4-128", "Q4_1"), Map.entry("mlx-5", "Q5_1"), Map.entry("mlx-6", "(F32)"), Map.entry("mlx-8", "(F32)"),
            Map.entry("mlx-mixed", "Q4_1"), Map.entry("mlx-experts", "Q4_1"),
            Map.entry("mlx-mxfp4", "MXFP4"), Map.entry("mlx-gpt-oss", "MXFP4"),
            Map.entry("mlx-nvfp4", "NVFP4"), Map.entry("mlx-mxfp8", "(F32)"),
            Map.entry("fp8-block", "(BF16)"), Map.entry("fp8-tensor", "(BF16)"), Map.entry("ct-fp8-row", "(BF16)"),
            Map.entry("ct-fp8-block", "(BF16)"), Map.entry("ct-int4", "Q4_0"), Map.entry("ct-int4-asym", "Q5_0"),
            Map.entry("ct-int4-act-order", "(F32)"), Map.entry("ct-int8-packed", "Q8_0"), Map.entry("ct-int3", "Q4_0"),
            Map.entry("ct-int8", "Q8_0"));

    static List<String> names() {
        return Fixture.names();
    }

    @Test
    void everyFixtureIsExpected() {
        assertThat(names()).containsExactlyInAnyOrderElementsOf(KEPT.keySet());
    }

    private static Map<String, Values> matrices(HuggingFaceFolder folder) {
        PackedLayout layout = PackedLayouts.of(folder, folder.config(), false).orElseThrow();
        Map<String, Values> matrices = new LinkedHashMap<>();
        for (StoredTensor tensor : folder.weights().tensors().values()) {
            layout.matrix(tensor).ifPresent(name -> matrices.put(name, layout.values(tensor)));
        }
        return matrices;
    }

    /** All values, in pieces of a size. */
    private static float[] read(Values values, int piece) {
        float[] all = new float[Math.toIntExact(values.elementCount())];
        for (int done = 0; done < all.length; done += piece) {
            values.read(done, Math.min(piece, all.length - done), all, done);
        }
        return all;
    }

    private static String digest(float[] values) throws NoSuchAlgorithmException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void valuesAreThoseOfTheDefinition(String name) throws NoSuchAlgorithmException {
        Fixture fixture = Fixture.of(name);
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(fixture.folder())) {
            Map<String, Values> matrices = matrices(folder);
            assertThat(matrices.keySet()).containsExactlyInAnyOrderElementsOf(fixture.golden().keySet());
            // One by one first, so that a failure shows where.
            assertThat(read(matrices.get(fixture.whole()), 1 << 20)).containsExactly(fixture.values());
            for (Map.Entry<String, Values> matrix : matrices.entrySet()) {
                Fixture.Golden golden = fixture.golden().get(matrix.getKey());
                assertThat(matrix.getValue().shape()).as(matrix.getKey()).isEqualTo(golden.shape());
                for (int piece : new int[] {1 << 20, 997, 33}) {
                    assertThat(digest(read(matrix.getValue(), piece))).as("%s by %d", matrix.getKey(), piece).isEqualTo(golden.sha256());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void threadsDoNotDisturbEachOther(String name) {
        Fixture fixture = Fixture.of(name);
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(fixture.folder())) {
            Map<String, Values> matrices = matrices(folder);
            List<float[]> found = IntStream.range(0, 64).parallel()
                    .mapToObj(i -> read(matrices.get(i % 2 == 0 ? fixture.whole() : last(matrices)), 501))
                    .toList();
            for (int i = 0; i < found.size(); i += 2) {
                assertThat(found.get(i)).containsExactly(fixture.values());
            }
        }
    }

    private static String last(Map<String, Values> matrices) {
        return List.copyOf(matrices.keySet()).getLast();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsKeptDecodesToTheSameValues(String name) {
        Fixture fixture = Fixture.of(name);
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(fixture.folder())) {
            matrices(folder).forEach((matrix, values) -> {
                boolean other = name.equals("mlx-mixed") && (matrix.contains("down_proj") || matrix.contains("lm_head"))
                        || name.equals("mlx-gpt-oss") && matrix.contains("self_attn");
                String expected = other ? "(F32)" : KEPT.get(name);
                switch (values.kept()) {
                    case Kept.Not(String reason, TensorType otherwise) -> {
                        assertThat("(" + otherwise + ")").as(matrix).isEqualTo(expected);
                        assertThat(reason).matches("(is|has) .+");
                    }
                    case Kept.As(Blocks blocks) -> {
                        assertThat(blocks.type().name()).as(matrix).isEqualTo(expected);
                        assertThat(blocks.shape()).isEqualTo(values.shape().reversed());
                        assertSame(values, blocks);
                    }
                }
            });
        }
    }

    private static void assertSame(Values values, Blocks blocks) {
        float[] expected = read(values, 1 << 20);
        int count = (int) (blocks.byteSize() / blocks.type().blockBytes());
        byte[] bytes = new byte[(int) blocks.byteSize()];
        for (int done = 0; done < count; done += 7) {
            int now = Math.min(7, count - done);
            blocks.read(done, now, bytes, done * blocks.type().blockBytes());
        }
        float[] found = new float[expected.length];
        BlockDecoder.decode(blocks.type(), MemorySegment.ofArray(bytes), 0, found, 0, found.length);
        if (blocks.type() == TensorType.MXFP4 || blocks.type() == TensorType.NVFP4) {
            // These types of GGUF have no minus zero.
            for (int i = 0; i < expected.length; i++) {
                expected[i] += 0f;
            }
        }
        assertThat(IntStream.range(0, found.length).filter(i -> Float.floatToRawIntBits(found[i]) != Float.floatToRawIntBits(expected[i])))
                .isEmpty();
    }
}
