package hearth.workshop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void quantilesAreLinearBetweenNeighbours() {
        Distribution values = Distribution.of(new double[] {4, 1, 3, 2});
        assertThat(values.min()).isEqualTo(1);
        assertThat(values.max()).isEqualTo(4);
        assertThat(values.quantile(0)).isEqualTo(1);
        assertThat(values.quantile(0.5)).isEqualTo(2.5);
        assertThat(values.quantile(0.9)).isCloseTo(3.7, within(1e-12));
        assertThat(values.quantile(1)).isEqualTo(4);
    }

    @Test
    void errorsAreThoseOfTheMean() {
        double[] values = IntStream.rangeClosed(1, 11).mapToDouble(i -> i).toArray();
        Distribution distribution = Distribution.of(values);
        // Variance of 1 to 11 is (121 - 1) / 12 = 10.
        assertThat(distribution.mean()).isEqualTo(new Estimate(6, 1));
        assertThat(distribution.rootMeanSquare().value()).isCloseTo(Math.sqrt(46), within(1e-12));
        // Mean of the fourth powers is 39974 / 11; sd of the mean square is sqrt((3634 - 46²) / 10).
        assertThat(distribution.rootMeanSquare().error())
                .isCloseTo(0.5 / Math.sqrt(46) * Math.sqrt((39_974 / 11.0 - 46 * 46) / 10), within(1e-12));
        assertThat(Distribution.of(new double[] {1, 2, 3}).mean().error()).isZero();
        assertThat(Distribution.of(new double[20]).rootMeanSquare()).isEqualTo(new Estimate(0, 0));
    }

    @Test
    void histogramsKeepWhatIsOutside() {
        Distribution values = Distribution.of(new double[] {-9, -1, -0.01, 0, 0.5, 0.99, 1, 7});
        assertThat(values.histogram(-1, 1, 4)).containsExactly(2, 1, 1, 4);
        assertThatThrownBy(() -> Distribution.of(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
