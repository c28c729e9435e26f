package hearth.workshop.gptq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.workshop.calibrate.Workers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpperFactorTest {
    /** Sizes that fill panels of 32 and such that don't, and one of several tiles. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 97, 1100})
    void timesItsTransposeIsTheMatrix(int n) {
        double[][] h = positive(n);
        double[][] v = new double[n][];
        for (int i = 0; i < n; i++) {
            v[i] = h[i].clone();
        }
        try (Workers workers = new Workers(2)) {
            assertThat(UpperFactor.factor(v, workers)).isTrue();
        }
        Random random = new Random(n);
        for (int check = 0; check < 200; check++) {
            int i = random.nextInt(n);
            int j = i + random.nextInt(n - i);
            double sum = 0;
            for (int k = j; k < n; k++) {
                sum += v[i][k - i] * v[j][k - j];
            }
            assertThat(sum).isCloseTo(h[i][j - i], within(1e-9 * n));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 100})
    void ratiosAreThoseOfTheInverse(int n) {
        double[][] v = positive(n);
        try (Workers workers = new Workers(2)) {
            assertThat(UpperFactor.factor(v, workers)).isTrue();
            float[][] ratios = UpperFactor.inverseRatios(v, workers);
            for (int i = 0; i < n; i++) {
                // (U · V)(i, j) is 0 beside the diagonal, so the row may be divided by U(i, i).
                for (int j = i + 1; j < n; j++) {
                    double sum = v[i][j - i];
                    for (int k = i + 1; k <= j; k++) {
                        sum += ratios[i][k - i - 1] * v[k][j - k];
                    }
                    assertThat(sum).isCloseTo(0, within(1e-5));
                }
            }
        }
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteIsRefused() {
        double[][] h = positive(40);
        h[7][0] = -1;
        try (Workers workers = new Workers(1)) {
            assertThat(UpperFactor.factor(h, workers)).isFalse();
        }
    }

    /** Upper triangle of x·xᵀ + 1, row i from column i on. */
    private static double[][] positive(int n) {
        Random random = new Random(5);
        int depth = Math.min(n, 24);
        double[][] x = new double[n][depth];
        for (double[] row : x) {
            for (int k = 0; k < depth; k++) {
                row[k] = random.nextGaussian();
            }
        }
        double[][] h = new double[n][];
        for (int i = 0; i < n; i++) {
            h[i] = new double[n - i];
            for (int j = i; j < n; j++) {
                for (int k = 0; k < depth; k++) {
                    h[i][j - i] += x[i][k] * x[j][k];
                }
            }
            h[i][0] += 1;
        }
        return h;
    }
}
