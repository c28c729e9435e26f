package hearth.testkit;

import static org.assertj.core.api.Assertions.fail;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import java.util.Random;

/** Rows of floats for tests: made, moved and compared. */
final class Floats {
    private Floats() {}

    static float[] gaussian(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static Tensor tensor(Backend backend, int rows, int columns, float[] values) {
        Tensor tensor = backend.tensor(rows, columns);
        for (int r = 0; r < rows; r++) {
            tensor.write(r, values, r * columns);
        }
        return tensor;
    }

    static float[] values(Tensor tensor, int rows) {
        float[] values = new float[rows * tensor.columns()];
        for (int r = 0; r < rows; r++) {
            tensor.read(r, values, r * tensor.columns());
        }
        return values;
    }

    static float[] row(float[] values, int row, int columns) {
        return java.util.Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    /** Each value within its own tolerance. */
    static void assertClose(String what, float[] actual, float[] expected, double[] tolerances) {
        if (actual.length != expected.length) {
            fail(what + ": " + actual.length + " values, expected " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            if (!(Math.abs((double) actual[i] - expected[i]) <= tolerances[i])) {
                fail(what + ": value " + i + " is " + actual[i] + ", expected " + expected[i] + " ± " + tolerances[i]);
            }
        }
    }

    static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        double[] tolerances = new double[expected.length];
        java.util.Arrays.fill(tolerances, tolerance);
        assertClose(what, actual, expected, tolerances);
    }

    /** Bit for bit the same, but for the sign of zero. */
    static void assertSame(String what, float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            fail(what + ": " + actual.length + " values, expected " + expected.length);
        }
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] != expected[i] && Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
                fail(what + ": value " + i + " is " + actual[i] + ", expected exactly " + expected[i]);
            }
        }
    }
}
