package hearth.compute;

/** Activation functions as they are defined. */
final class ScalarActivation {
    /** Where the series for erf gives way to the continued fraction of its complement. */
    private static final double SERIES_END = 2.5;

    private static final double LEAST_TERM = 1e-18;
    private static final int FRACTION_DEPTH = 120;

    private ScalarActivation() {}

    static double apply(Activation activation, double x) {
        return switch (activation) {
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(0.79788456 * (x + 0.044715 * x * x * x)));
            case GELU -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
            case RELU -> Math.max(x, 0);
        };
    }

    /** The error function; Abramowitz and Stegun 7.1.6 and 7.1.14. */
    static double erf(double x) {
        double size = Math.abs(x);
        double result;
        if (size < SERIES_END) {
            double term = size;
            result = term;
            for (int n = 1; term > LEAST_TERM; n++) {
                term *= 2 * size * size / (2 * n + 1);
                result += term;
            }
            result *= 2 / Math.sqrt(Math.PI) * Math.exp(-size * size);
        } else {
            double fraction = size;
            for (int n = FRACTION_DEPTH; n > 0; n--) {
                fraction = size + n / 2.0 / fraction;
            }
            result = 1 - Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI));
        }
        return Math.copySign(result, x);
    }
}
