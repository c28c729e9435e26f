package hearth.format;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class BlockDecoderTest {
    private final float[] target = new float[256];

    @Test
    void refusesHalfABlock() {
        MemorySegment source = MemorySegment.ofArray(new byte[292]);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> BlockDecoder.decode(TensorType.Q4_0, source, 0, target, 0, 48));
    }

    @Test
    void refusesBytesOrValuesOutOfBounds() {
        MemorySegment source = MemorySegment.ofArray(new byte[36]);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> BlockDecoder.decode(TensorType.Q4_0, source, 1, target, 0, 64));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> BlockDecoder.decode(TensorType.Q4_0, source, -1, target, 0, 32));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> BlockDecoder.decode(TensorType.Q4_0, source, 0, target, 225, 32));
    }
}
