package hearth.format.encode;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with blocks of llama.cpp's own quantizer, bit for bit; see src/test/python/make_golden_encoded.py. */
class BlockEncoderGoldenTest {
    private record Golden(TensorType type, int rows, int columns, float[] values, float[] importance, byte[] blocks) {
        @Override
        public String toString() {
            return type + (importance.length == 0 ? "" : " weighted");
        }
    }

    static List<Golden> golden() throws IOException {
        List<Golden> all = new ArrayList<>();
        try (InputStream in = BlockEncoderGoldenTest.class.getResourceAsStream("golden-encoded.bin")) {
            ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int rows = file.getInt();
            int columns = file.getInt();
            float[] values = floats(file, rows * columns);
            float[] importance = floats(file, columns);
            while (file.hasRemaining()) {
                TensorType type = TensorType.ofGgmlId(file.getInt()).orElseThrow();
                float[] weights = file.getInt() == 1 ? importance : BlockEncoder.NO_IMPORTANCE;
                byte[] blocks = new byte[Math.toIntExact(type.byteSize((long) rows * columns))];
                file.get(blocks);
                all.add(new Golden(type, rows, columns, values, weights, blocks));
            }
        }
        return all;
    }

    private static float[] floats(ByteBuffer file, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = file.getFloat();
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("golden")
    void equalsTheReferenceByteForByte(Golden golden) {
        BlockEncoder encoder = BlockEncoder.find(golden.type).orElseThrow();
        int offset = 5;
        float[] shifted = new float[golden.values.length + offset];
        System.arraycopy(golden.values, 0, shifted, offset, golden.values.length);
        byte[] encoded = new byte[golden.blocks.length + 2 * offset];
        Arrays.fill(encoded, (byte) 0x55);
        encoder.encode(shifted, offset, golden.rows, golden.columns, golden.importance, encoded, offset);
        assertThat(differences(golden, encoded, offset)).isEmpty();
        assertThat(Arrays.copyOf(encoded, offset)).containsOnly(0x55);
        assertThat(Arrays.copyOfRange(encoded, encoded.length - offset, encoded.length)).containsOnly(0x55);
    }

    private static List<String> differences(Golden golden, byte[] encoded, int offset) {
        List<String> different = new ArrayList<>();
        int size = golden.type.blockBytes();
        for (int block = 0; block < golden.blocks.length / size; block++) {
            byte[] ours = Arrays.copyOfRange(encoded, offset + block * size, offset + (block + 1) * size);
            byte[] theirs = Arrays.copyOfRange(golden.blocks, block * size, (block + 1) * size);
            if (!Arrays.equals(ours, theirs)) {
                different.add("block " + block + ": " + Arrays.toString(ours) + " for " + Arrays.toString(theirs));
            }
        }
        return different;
    }
}
