package hearth.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScalarActivationTest {
    @Test
    void errorFunctionIsThatOfTheTables() {
        // Abramowitz and Stegun, table 7.1.
        assertThat(ScalarActivation.erf(0)).isZero();
        assertThat(ScalarActivation.erf(0.5)).isCloseTo(0.5204998778, within(1e-10));
        assertThat(ScalarActivation.erf(1)).isCloseTo(0.8427007929, within(1e-10));
        assertThat(ScalarActivation.erf(2)).isCloseTo(0.9953222650, within(1e-10));
        assertThat(ScalarActivation.erf(-3)).isCloseTo(-0.9999779095, within(1e-10));
        assertThat(ScalarActivation.erf(40)).isEqualTo(1);
        assertThat(ScalarActivation.erf(2.5)).isCloseTo(ScalarActivation.erf(Math.nextDown(2.5)), within(1e-14));
    }

    @Test
    void activations() {
        assertThat(ScalarActivation.apply(Activation.RELU, -2)).isZero();
        assertThat(ScalarActivation.apply(Activation.RELU, 2)).isEqualTo(2);
        assertThat(ScalarActivation.apply(Activation.SILU, 2)).isCloseTo(1.7615941559, within(1e-10));
        assertThat(ScalarActivation.apply(Activation.GELU, 1)).isCloseTo(0.8413447461, within(1e-10));
        assertThat(ScalarActivation.apply(Activation.GELU, -1)).isCloseTo(-0.1586552539, within(1e-10));
        assertThat(ScalarActivation.apply(Activation.GELU_TANH, 1)).isCloseTo(0.8411919906, within(1e-7));
    }
}
