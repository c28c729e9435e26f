package hearth.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares with values decoded by the gguf Python package (a few types: by numpy); see src/test/python/make_golden_blocks.py. */
class BlockDecoderGoldenTest {
    private static final Map<TensorType, Golden> GOLDEN = new EnumMap<>(TensorType.class);

    private record Golden(byte[] blocks, int[] bits) {}

    @BeforeAll
    static void readGolden() throws IOException {
        try (InputStream in = BlockDecoderGoldenTest.class.getResourceAsStream("golden-blocks.bin")) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            while (file.hasRemaining()) {
                TensorType type = TensorType.ofGgmlId(file.getInt()).orElseThrow();
                int count = file.getInt();
                byte[] blocks = new byte[Math.toIntExact(type.byteSize(count))];
                int[] bits = new int[count];
                file.get(blocks);
                for (int i = 0; i < count; i++) {
                    bits[i] = file.getInt();
                }
                GOLDEN.put(type, new Golden(blocks, bits));
            }
        }
    }

    @Test
    void everyTypeHasGoldenValues() {
        assertThat(GOLDEN).containsOnlyKeys(TensorType.values());
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheReferenceBitForBit(TensorType type) {
        Golden golden = GOLDEN.get(type);
        int count = golden.bits.length;
        float[] onHeap = new float[count + 3];
        float[] offHeap = new float[count + 3];
        try (Arena arena = Arena.ofConfined()) {
            // Offset 1 on purpose: blocks in a file are not aligned to anything.
            MemorySegment segment = arena.allocate(golden.blocks.length + 1L);
            MemorySegment.copy(golden.blocks, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, 1, golden.blocks.length);
            BlockDecoder.decode(type, segment, 1, offHeap, 2, count);
        }
        BlockDecoder.decode(type, MemorySegment.ofArray(golden.blocks), 0, onHeap, 2, count);
        for (int i = 0; i < count; i++) {
            assertThat(Float.floatToRawIntBits(onHeap[i + 2])).as("%s value %d", type, i).isEqualTo(golden.bits[i]);
            assertThat(Float.floatToRawIntBits(offHeap[i + 2])).as("%s value %d", type, i).isEqualTo(golden.bits[i]);
        }
        assertThat(new float[] {onHeap[0], onHeap[1], onHeap[count + 2]}).containsOnly(0f);
    }
}
