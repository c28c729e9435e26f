package hearth.workshop.evaluate;

import java.util.Arrays;

/** What many measured values look like. */
public final class Distribution {
    /** With fewer values an error of the mean says nothing. */
    private static final int MIN_COUNT_FOR_ERROR = 10;

    private final double[] sorted;
    private final Estimate mean;
    private final Estimate rootMeanSquare;

    private Distribution(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
        double[] squares = Arrays.stream(values).map(v -> v * v).toArray();
        mean = mean(values);
        Estimate meanSquare = mean(squares);
        double root = Math.sqrt(meanSquare.value());
        rootMeanSquare = new Estimate(root, root == 0 ? 0 : 0.5 / root * meanSquare.error());
    }

    /** @throws IllegalArgumentException if there is no value */
    public static Distribution of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there are no values");
        }
        return new Distribution(values);
    }

    /** The mean with its standard error sqrt(variance / (n - 1)). */
    private static Estimate mean(double[] values) {
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            sum += value;
            squares += value * value;
        }
        double mean = sum / values.length;
        double variance = Math.max(0, squares / values.length - mean * mean);
        return new Estimate(mean, values.length > MIN_COUNT_FOR_ERROR ? Math.sqrt(variance / (values.length - 1)) : 0);
    }

    public int count() {
        return sorted.length;
    }

    public Estimate mean() {
        return mean;
    }

    /** Root of the mean of the squares; its error is 0.5 / rms · that of the mean square. */
    public Estimate rootMeanSquare() {
        return rootMeanSquare;
    }

    public double min() {
        return sorted[0];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    /** The value that a fraction of the values lies below: linear between the two nearest, at fraction · (n - 1). */
    public double quantile(double fraction) {
        double place = fraction * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** How many values lie in each of equal parts of a range; what lies outside counts in the first or last. */
    public int[] histogram(double from, double to, int parts) {
        int[] counts = new int[parts];
        for (double value : sorted) {
            counts[(int) Math.clamp(Math.floor((value - from) / (to - from) * parts), 0, parts - 1)]++;
        }
        return counts;
    }
}
