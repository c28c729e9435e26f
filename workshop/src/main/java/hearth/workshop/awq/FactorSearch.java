package hearth.workshop.awq;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.calibrate.MatrixInputs;
import hearth.workshop.calibrate.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the factors of the columns of some matrices with the same inputs: of several mixtures of the inputs' mean magnitude and the
 * weights' the one whose rounded weights change the products least. No factors at all is one of the candidates.
 */
final class FactorSearch {
    private static final int ROWS = 16;
    private static final double LEAST = 1e-4;

    private final AwqOptions options;
    private final Workers workers;
    private final Function<String, Rounder> rounders;

    /** What was found. */
    record Found(float[] factors, double error, double plainError) {}

    /** @param rounders for each tensor how it will be rounded; asked once for each piece of work, by its thread */
    FactorSearch(AwqOptions options, Workers workers, Function<String, Rounder> rounders) {
        this.options = options;
        this.workers = workers;
        this.rounders = rounders;
    }

    /** The factors, one for each number that can be divided. */
    Found find(MatrixInputs inputs, ChannelStatistics statistics, List<SampledLinear> linears, FoldTarget target) {
        Tensor sample = sample(inputs);
        double[] x = shared(statistics.magnitudes(), target);
        double[] w = shared(weightMeans(linears), target);
        float[] best = new float[x.length];
        Arrays.fill(best, 1);
        double plain = error(inputs.backend(), sample, statistics, linears, spread(best, target, inputs.columns()));
        double least = plain;
        for (int step = 0; step < options.steps(); step++) {
            float[] factors = factors(x, w, (double) step / options.steps());
            double error = error(inputs.backend(), sample, statistics, linears, spread(factors, target, inputs.columns()));
            if (error < least) {
                least = error;
                best = factors;
            }
        }
        return new Found(best, least, plain);
    }

    private Tensor sample(MatrixInputs inputs) {
        int rows = Math.min(options.inputRows(), inputs.rowCount());
        Tensor sample = inputs.backend().tensor(rows, inputs.columns());
        float[] row = new float[inputs.columns()];
        for (int r = 0; r < rows; r++) {
            inputs.tensor().read((int) ((long) r * inputs.rowCount() / rows), row, 0);
            sample.write(r, row, 0);
        }
        return sample;
    }

    /** Mean over all rows of |w| / the largest |w| of its 32 neighbours. */
    private static double[] weightMeans(List<SampledLinear> linears) {
        int columns = linears.getFirst().matrix().columns();
        double[] means = new double[columns];
        double rows = 0;
        for (SampledLinear linear : linears) {
            rows += linear.rows() * linear.share();
            for (int r = 0; r < linear.rows(); r++) {
                addShares(linear.values(), r * columns, columns, linear.share(), means);
            }
        }
        for (int c = 0; c < columns; c++) {
            means[c] /= rows;
        }
        return means;
    }

    private static void addShares(float[] values, int from, int columns, double share, double[] sums) {
        int group = 32;
        for (int first = 0; first < columns; first += group) {
            int end = Math.min(columns, first + group);
            float largest = 1e-9f;
            for (int c = first; c < end; c++) {
                largest = Math.max(largest, Math.abs(values[from + c]));
            }
            for (int c = first; c < end; c++) {
                sums[c] += share * Math.abs(values[from + c]) / largest;
            }
        }
    }

    /** Columns that read the same row get its mean. */
    private static double[] shared(double[] ofColumns, FoldTarget target) {
        if (!(target instanceof FoldTarget.Rows rows)) {
            return ofColumns;
        }
        double[] means = new double[rows.rows()];
        for (int c = 0; c < ofColumns.length; c++) {
            means[rows.rowOf(c)] += ofColumns[c] / rows.sharedBy();
        }
        return means;
    }

    private static float[] spread(float[] factors, FoldTarget target, int columns) {
        if (!(target instanceof FoldTarget.Rows rows)) {
            return factors;
        }
        float[] spread = new float[columns];
        for (int c = 0; c < columns; c++) {
            spread[c] = factors[rows.rowOf(c)];
        }
        return spread;
    }

    /** x^ratio / w^(1 - ratio), scaled so that the largest and the smallest are equally far from 1. */
    private static float[] factors(double[] x, double[] w, double ratio) {
        double[] raw = new double[x.length];
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int c = 0; c < x.length; c++) {
            raw[c] = Math.max(LEAST, Math.pow(x[c], ratio) / (Math.pow(w[c], 1 - ratio) + LEAST));
            low = Math.min(low, raw[c]);
            high = Math.max(high, raw[c]);
        }
        double unit = Math.sqrt(low * high);
        float[] factors = new float[x.length];
        for (int c = 0; c < x.length; c++) {
            float factor = (float) (raw[c] / unit);
            factors[c] = factor > 0 && Float.isFinite(factor) ? factor : 1;
        }
        return factors;
    }

    /** Sum of squares of the change of the products. */
    private double error(Backend backend, Tensor sample, ChannelStatistics statistics, List<SampledLinear> linears, float[] factors) {
        float[] importance = statistics.importance(factors);
        double sum = 0;
        for (SampledLinear linear : linears) {
            FloatRows change = change(linear, factors, importance);
            Tensor out = backend.tensor(sample.rows(), linear.rows());
            try (Matrix matrix = backend.load(change)) {
                backend.project(sample, sample.rows(), matrix, out);
            }
            sum += linear.share() * sumOfSquares(out);
        }
        return sum;
    }

    private FloatRows change(SampledLinear linear, float[] factors, float[] importance) {
        int columns = factors.length;
        float[] values = linear.values();
        float[] changes = new float[values.length];
        workers.forEach(Math.ceilDiv(linear.rows(), ROWS), part -> {
            int first = part * ROWS;
            int rows = Math.min(ROWS, linear.rows() - first);
            for (int i = first * columns; i < (first + rows) * columns; i++) {
                changes[i] = values[i] * factors[i % columns];
            }
            rounders.apply(linear.matrix().tensor().name()).round(changes, first * columns, rows, columns, importance);
            for (int i = first * columns; i < (first + rows) * columns; i++) {
                changes[i] = changes[i] / factors[i % columns] - values[i];
            }
        });
        return new FloatRows(linear.rows(), columns, changes);
    }

    private static double sumOfSquares(Tensor out) {
        float[] row = new float[out.columns()];
        double sum = 0;
        for (int r = 0; r < out.rows(); r++) {
            out.read(r, row, 0);
            for (float value : row) {
                sum += (double) value * value;
            }
        }
        return sum;
    }
}
