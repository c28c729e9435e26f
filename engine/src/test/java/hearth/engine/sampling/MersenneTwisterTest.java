package hearth.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MersenneTwisterTest {
    /** The C++ standard fixes the first and the 10000th output of the default seed. */
    @Test
    void givesTheStandardsOutputs() {
        MersenneTwister random = new MersenneTwister(5489);

        assertThat(random.nextUnsignedInt()).isEqualTo(3_499_211_612L);
        assertThat(random.nextUnsignedInt()).isEqualTo(581_869_302L);
        for (int i = 2; i < 9_999; i++) {
            random.nextUnsignedInt();
        }
        assertThat(random.nextUnsignedInt()).isEqualTo(4_123_659_995L);
    }

    @Test
    void drawsADoubleFromTwoOutputsTheFirstLow() {
        double expected = (3_499_211_612L + 581_869_302L * 0x1p32) / 0x1p64;

        assertThat(new MersenneTwister(5489).nextDouble()).isCloseTo(expected, within(0.0));
    }

    @Test
    void startsAgainWithTheSeed() {
        MersenneTwister random = new MersenneTwister(-1);
        double first = random.nextDouble();
        random.seed(-1);

        assertThat(random.nextDouble()).isEqualTo(first);
        assertThat(new MersenneTwister(0).nextDouble()).isNotEqualTo(first);
    }
}
