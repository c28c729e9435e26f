package hearth.workshop.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockCodesTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 512;

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"})
    void codesOfAnEncodedRowGiveItsBlocksAgainAndExactlyItsValues(TensorType type) {
        float[] values = values();
        byte[] blocks = new byte[(int) type.byteSize(values.length)];
        BlockEncoder.find(type).orElseThrow().encode(values, 0, ROWS, COLUMNS, BlockEncoder.NO_IMPORTANCE, blocks, 0);
        float[] decoded = decode(type, blocks);
        BlockCodes codes = BlockCodes.find(type).orElseThrow();
        int groups = type.blockSize() / codes.groupSize();
        float[] scales = new float[groups];
        float[] offsets = new float[groups];
        byte[] again = blocks.clone();
        byte[] chosen = new byte[type.blockSize()];
        for (int block = 0; block < values.length / type.blockSize(); block++) {
            int at = block * type.blockBytes();
            codes.scales(blocks, at, scales, offsets, 0);
            for (int i = 0; i < chosen.length; i++) {
                float scale = scales[i / codes.groupSize()];
                float offset = offsets[i / codes.groupSize()];
                float value = decoded[block * chosen.length + i];
                int code = codes.levels().code(scale == 0 ? 0 : (value - offset) / scale);
                chosen[i] = (byte) code;
                // No zero of the other sign counts.
                assertThat(scale * codes.levels().value(code) + offset + 0f).isEqualTo(value + 0f);
            }
            codes.put(chosen, 0, again, at);
        }
        assertThat(decode(type, again)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"})
    void otherCodesChangeNoScale(TensorType type) {
        float[] values = values();
        byte[] blocks = new byte[(int) type.byteSize(values.length)];
        BlockEncoder.find(type).orElseThrow().encode(values, 0, ROWS, COLUMNS, BlockEncoder.NO_IMPORTANCE, blocks, 0);
        BlockCodes codes = BlockCodes.find(type).orElseThrow();
        int groups = type.blockSize() / codes.groupSize();
        float[] scales = new float[groups];
        float[] offsets = new float[groups];
        codes.scales(blocks, 0, scales, offsets, 0);
        byte[] chosen = new byte[type.blockSize()];
        float[] wanted = new float[type.blockSize()];
        for (int i = 0; i < chosen.length; i++) {
            int code = codes.levels().code((i * 7 % 300 - 150) / 4f);
            chosen[i] = (byte) code;
            wanted[i] = scales[i / codes.groupSize()] * codes.levels().value(code) + offsets[i / codes.groupSize()] + 0f;
        }
        codes.put(chosen, 0, blocks, 0);
        assertThat(Arrays.copyOf(decode(type, blocks), wanted.length)).isEqualTo(wanted);
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "IQ2_XXS", "IQ3_S", "TQ2_0", "MXFP4"})
    void typesWithoutACodeForEachValueHaveNone(TensorType type) {
        assertThat(BlockCodes.find(type)).isEmpty();
    }

    private static float[] values() {
        Random random = new Random(3);
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 20 + (i / 40 % 3 == 0 ? 0.03f : 0);
        }
        Arrays.fill(values, COLUMNS, COLUMNS + 64, 0);
        return values;
    }

    private static float[] decode(TensorType type, byte[] blocks) {
        float[] values = new float[ROWS * COLUMNS];
        BlockDecoder.decode(type, MemorySegment.ofArray(blocks), 0, values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }
}
