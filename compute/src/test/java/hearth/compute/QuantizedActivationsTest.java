package hearth.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.TensorType;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantizedActivationsTest {
    @Test
    void legacyBlocksScaleTheLargestTo127() {
        float[] x = new float[64];
        x[0] = -2;
        x[1] = 1;
        x[31] = 0.5f;
        x[40] = 12.7f;
        x[41] = 0.05f; // 0.5 of a step: to even
        x[42] = 0.25f;
        QuantizedActivations quantized = new QuantizedActivations(ActivationType.Q8_1, 64);
        quantized.quantize(x, 0);
        assertThat(quantized.quants()[0]).isEqualTo((byte) -127);
        assertThat(quantized.quants()[1]).isEqualTo((byte) 64); // 63.5, to even
        assertThat(quantized.quants()[31]).isEqualTo((byte) 32);
        assertThat(quantized.quants()[40]).isEqualTo((byte) 127);
        assertThat(quantized.quants()[42]).isEqualTo((byte) 2);
        assertThat(quantized.scales()[0]).isEqualTo(half(2f / 127));
        assertThat(quantized.sums()[0]).isEqualTo(half(2f / 127 * (-127 + 64 + 32)));
        assertThat(quantized.value(0)).isEqualTo(-127 * half(2f / 127));
    }

    @Test
    void superBlocksKeepTheSignOfTheFirstLargest() {
        float[] x = new float[256];
        x[3] = 4;
        x[7] = -4;
        x[8] = 1;
        QuantizedActivations quantized = new QuantizedActivations(ActivationType.Q8_K, 256);
        quantized.quantize(x, 0);
        assertThat(quantized.quants()[3]).isEqualTo((byte) -127);
        assertThat(quantized.quants()[7]).isEqualTo((byte) 127);
        assertThat(quantized.quants()[8]).isEqualTo((byte) -32);
        assertThat(quantized.scales()[0]).isEqualTo(1 / (-127 / 4f));
        assertThat(quantized.value(3)).isCloseTo(4, org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void zerosAndTinyValuesBecomeZeros() {
        for (ActivationType type : new ActivationType[] {ActivationType.Q8_0, ActivationType.Q8_1, ActivationType.Q8_K}) {
            for (float value : new float[] {0, -0f, Float.MIN_VALUE, -1e-31f}) {
                float[] x = new float[256];
                java.util.Arrays.fill(x, value);
                QuantizedActivations quantized = new QuantizedActivations(type, 256);
                quantized.quantize(x, 0);
                assertThat(quantized.quants()).containsOnly(0);
                assertThat(quantized.scales()).containsOnly(0);
            }
        }
    }

    @Test
    void valuesAreWithinHalfAStep() {
        Random random = new Random(5);
        for (ActivationType type : new ActivationType[] {ActivationType.Q8_0, ActivationType.Q8_1, ActivationType.Q8_K}) {
            float[] x = new float[3 + 768];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian() * (1 << random.nextInt(8));
            }
            QuantizedActivations quantized = new QuantizedActivations(type, 768);
            quantized.quantize(x, 3);
            for (int i = 0; i < 768; i++) {
                float step = Math.abs(quantized.scales()[i / type.blockSize()]);
                assertThat(Math.abs(quantized.value(i) - x[3 + i])).isLessThanOrEqualTo(step * 0.57f);
            }
        }
    }

    @Test
    void refusesWhatItCannotQuantize() {
        assertThatThrownBy(() -> new QuantizedActivations(ActivationType.F32, 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new QuantizedActivations(ActivationType.Q8_K, 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ActivationType.of(TensorType.I32)).hasMessageContaining("I32");
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }
}
