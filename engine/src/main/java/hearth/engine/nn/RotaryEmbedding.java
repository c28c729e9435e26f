package hearth.engine.nn;

import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Rotary position embedding (Su et al. 2021): computes the cosines and sines of a batch's positions once, for all layers. Pair i
 * of n/2 turns by position · theta^(-2i/n), divided by the model's frequency factor and stretched by its {@link RopeScaling}.
 */
public final class RotaryEmbedding {
    private static final double YARN_MAGNITUDE = 0.1;
    private static final double LEAST_RAMP = 0.001;

    private static final IntToDoubleFunction UNSCALED = position -> 1;

    private final double[] frequencies;
    private final double magnitude;
    private final IntToDoubleFunction scale;
    private final float[] row;

    /**
     * @param dimensionCount dimensions of a head that turn; even
     * @param frequencyFactors one divisor for each pair
     */
    public RotaryEmbedding(int dimensionCount, float theta, RopeScaling scaling, Optional<float[]> frequencyFactors) {
        this(dimensionCount, theta, scaling, frequencyFactors, UNSCALED);
    }

    /** @param scale multiplied into cosine and sine of each position, so into what is turned */
    public RotaryEmbedding(
            int dimensionCount, float theta, RopeScaling scaling, Optional<float[]> frequencyFactors, IntToDoubleFunction scale) {
        this.scale = scale;
        frequencies = new double[dimensionCount / 2];
        row = new float[dimensionCount];
        for (int i = 0; i < frequencies.length; i++) {
            double factor = frequencyFactors.isPresent() ? frequencyFactors.get()[i] : 1;
            frequencies[i] = Math.pow(theta, -2.0 * i / dimensionCount) / factor;
        }
        magnitude = switch (scaling) {
            case RopeScaling.Linear linear -> stretch(linear);
            case RopeScaling.Yarn yarn -> stretch(yarn, dimensionCount, theta);
        };
    }

    /** Dimensions of a head that turn. */
    public int dimensionCount() {
        return row.length;
    }

    /** Fills one row of {@code rotation} (rows, dimensionCount) for each row of the spans: cosine at 2i, sine at 2i+1. */
    public void fill(List<SequenceSpan> spans, Tensor rotation) {
        for (int s = 0; s < spans.size(); s++) {
            SequenceSpan span = spans.get(s);
            for (int r = 0; r < span.rowCount(); r++) {
                fillRow(span.firstPosition() + r);
                rotation.write(span.firstRow() + r, row, 0);
            }
        }
    }

    private void fillRow(int position) {
        double size = magnitude * scale.applyAsDouble(position);
        for (int i = 0; i < frequencies.length; i++) {
            double angle = position * frequencies[i];
            row[2 * i] = (float) (Math.cos(angle) * size);
            row[2 * i + 1] = (float) (Math.sin(angle) * size);
        }
    }

    private double stretch(RopeScaling.Linear linear) {
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] /= linear.factor();
        }
        return linear.magnitude();
    }

    private double stretch(RopeScaling.Yarn yarn, int dimensionCount, double theta) {
        double first = dimensionOf(yarn.betaFast(), yarn, dimensionCount, theta);
        double last = dimensionOf(yarn.betaSlow(), yarn, dimensionCount, theta);
        double low = Math.max(0, yarn.rounded() ? Math.floor(first) : first);
        double high = Math.min(dimensionCount - 1.0, yarn.rounded() ? Math.ceil(last) : last);
        for (int i = 0; i < frequencies.length; i++) {
            double ramp = 1 - Math.clamp((i - low) / Math.max(LEAST_RAMP, high - low), 0, 1);
            double kept = ramp * yarn.extrapolation();
            frequencies[i] *= (1 - kept) / yarn.factor() + kept;
        }
        if (yarn.extrapolation() == 0) {
            return (double) yarn.plainMagnitude() * yarn.attentionFactor();
        }
        double divisor = yarn.logMultiplier() == 0 ? 1 : magnitude(yarn.factor(), yarn.logMultiplier());
        return magnitude(yarn.factor(), 1) / divisor * yarn.attentionFactor();
    }

    /** The pair that makes this many rotations within the original context. */
    private static double dimensionOf(float rotations, RopeScaling.Yarn yarn, int dimensionCount, double theta) {
        double wavelength = yarn.originalContextLength() / (rotations * 2 * Math.PI);
        return dimensionCount * Math.log(wavelength) / (2 * Math.log(theta));
    }

    private static double magnitude(double factor, double multiplier) {
        return factor <= 1 ? 1 : YARN_MAGNITUDE * multiplier * Math.log(factor) + 1;
    }
}
