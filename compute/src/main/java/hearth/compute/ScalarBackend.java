package hearth.compute;

import java.util.Arrays;
import java.util.List;

/**
 * The judge: every operation as its definition says, in plain Java on one thread, sums in double. Other backends must agree
 * with it to about 1e-5 of the sum of the magnitudes of what is added up. A product with quantized weights multiplies what the
 * weights stand for with what {@link QuantizedActivations} stand for.
 */
public final class ScalarBackend implements Backend {
    /** A judge without state. */
    public ScalarBackend() {}

    @Override
    public String description() {
        return "scalar, 1 thread";
    }

    @Override
    public Matrix load(MatrixSource source) {
        return new ScalarMatrix(source);
    }

    @Override
    public Tensor tensor(int rows, int columns) {
        return new HeapTensor(rows, columns);
    }

    @Override
    public KvCache kvCache(KvCacheShape shape) {
        return new ScalarKvCache(shape);
    }

    @Override
    public void embed(Matrix table, int[] ids, int rows, Tensor out) {
        Operands.requireIndexes("id", ids, rows, table.rows());
        Operands.require(out, "out", rows, table.columns());
        for (int r = 0; r < rows; r++) {
            out.write(r, ((ScalarMatrix) table).row(ids[r]), 0);
        }
    }

    @Override
    public void rmsNorm(Tensor in, int rows, Tensor weight, float epsilon, Tensor out) {
        int columns = in.columns();
        Operands.require(in, "in", rows, columns);
        Operands.require(weight, "weight", 1, columns);
        Operands.require(out, "out", rows, columns);
        float[] x = values(in);
        for (int r = 0; r < rows; r++) {
            double squares = 0;
            for (int i = 0; i < columns; i++) {
                squares += (double) x[r * columns + i] * x[r * columns + i];
            }
            double factor = 1 / Math.sqrt(squares / columns + epsilon);
            for (int i = 0; i < columns; i++) {
                values(out)[r * columns + i] = (float) (x[r * columns + i] * factor * values(weight)[i]);
            }
        }
    }

    @Override
    public void project(Tensor in, int rows, Matrix weight, Tensor out) {
        Operands.requireProduct(in, rows, weight, out);
        multiply(in, rows, (ScalarMatrix) weight, values(out), false);
    }

    @Override
    public void projectAll(Tensor in, int rows, Matrix[] weights, Tensor[] outs) {
        for (int i = 0; i < weights.length; i++) {
            project(in, rows, weights[i], outs[i]);
        }
    }

    @Override
    public void projectAdd(Tensor in, int rows, Matrix weight, Tensor target) {
        Operands.requireProduct(in, rows, weight, target);
        multiply(in, rows, (ScalarMatrix) weight, values(target), true);
    }

    @Override
    public void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out) {
        Operands.requireProduct(in, rows, gate, out);
        Operands.requireProduct(in, rows, up, out);
        float[] gated = new float[rows * gate.rows()];
        multiply(in, rows, (ScalarMatrix) gate, gated, false);
        multiply(in, rows, (ScalarMatrix) up, values(out), false);
        for (int i = 0; i < gated.length; i++) {
            values(out)[i] = (float) (apply(activation, gated[i]) * values(out)[i]);
        }
    }

    /** The activation function as it is defined. */
    static double apply(Activation activation, double x) {
        return switch (activation) {
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(0.79788456 * (x + 0.044715 * x * x * x)));
        };
    }

    private static void multiply(Tensor in, int rows, ScalarMatrix weight, float[] out, boolean add) {
        int columns = weight.columns();
        ActivationType type = ActivationType.of(weight.type());
        float[] x = Arrays.copyOf(values(in), rows * columns);
        QuantizedActivations[] quantized = new QuantizedActivations[type == ActivationType.F32 ? 0 : rows];
        for (int r = 0; r < quantized.length; r++) {
            quantized[r] = new QuantizedActivations(type, columns);
            quantized[r].quantize(values(in), r * columns);
            for (int i = 0; i < columns; i++) {
                x[r * columns + i] = quantized[r].value(i);
            }
        }
        for (int o = 0; o < weight.rows(); o++) {
            float[] w = weight.row(o);
            for (int r = 0; r < rows; r++) {
                double sum = type == ActivationType.Q8_1 ? minimumCorrection(weight, o, quantized[r]) : 0;
                for (int i = 0; i < columns; i++) {
                    sum += (double) w[i] * x[r * columns + i];
                }
                int target = r * weight.rows() + o;
                out[target] = (float) (add ? out[target] + sum : sum);
            }
        }
    }

    /** A block's minimum is multiplied with the rounded sum that the activations carry, not with the sum of their values. */
    private static double minimumCorrection(ScalarMatrix weight, int row, QuantizedActivations x) {
        double sum = 0;
        int blockSize = x.type().blockSize();
        for (int block = 0; block < x.scales().length; block++) {
            int quants = 0;
            for (int i = 0; i < blockSize; i++) {
                quants += x.quants()[block * blockSize + i];
            }
            sum += weight.minimum(row, block) * (x.sums()[block] - (double) x.scales()[block] * quants);
        }
        return sum;
    }

    @Override
    public void addBias(Tensor x, int rows, Tensor bias) {
        int columns = x.columns();
        Operands.require(x, "x", rows, columns);
        Operands.require(bias, "bias", 1, columns);
        for (int i = 0; i < rows * columns; i++) {
            values(x)[i] += values(bias)[i % columns];
        }
    }

    @Override
    public void rotate(Tensor x, int rows, int headCount, int headSize, Tensor rotation, RopePairing pairing) {
        Operands.requireRotation(x, rows, headCount, headSize, rotation);
        int rotated = rotation.columns();
        float[] values = values(x);
        for (int r = 0; r < rows; r++) {
            for (int head = 0; head < headCount; head++) {
                int start = r * headCount * headSize + head * headSize;
                for (int i = 0; i < rotated / 2; i++) {
                    int first = start + (pairing == RopePairing.INTERLEAVED ? 2 * i : i);
                    int second = pairing == RopePairing.INTERLEAVED ? first + 1 : first + rotated / 2;
                    double cos = values(rotation)[r * rotated + 2 * i];
                    double sin = values(rotation)[r * rotated + 2 * i + 1];
                    double a = values[first];
                    double b = values[second];
                    values[first] = (float) (a * cos - b * sin);
                    values[second] = (float) (a * sin + b * cos);
                }
            }
        }
    }

    @Override
    public void attention(
            int layer, AttentionShape shape, Tensor q, Tensor k, Tensor v, List<SequenceSpan> spans, Tensor out) {
        Operands.requireAttention(layer, shape, q, k, v, spans, out);
        for (SequenceSpan span : spans) {
            ScalarKvCache cache = (ScalarKvCache) span.cache();
            for (int i = 0; i < span.rowCount(); i++) {
                cache.store(layer, span.firstPosition() + i, values(k), values(v), span.firstRow() + i);
            }
            for (int i = 0; i < span.rowCount(); i++) {
                for (int head = 0; head < shape.headCount(); head++) {
                    attend(layer, shape, cache, span.firstPosition() + i, head, q, span.firstRow() + i, out);
                }
            }
        }
    }

    private static void attend(
            int layer, AttentionShape shape, ScalarKvCache cache, int position, int head, Tensor q, int row, Tensor out) {
        int kvHead = head / shape.groupSize();
        int first = shape.firstVisible(position);
        double[] weights = new double[position + 1 - first];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            int query = (row * shape.headCount() + head) * shape.headSize();
            double score = shape.scale() * cache.dotKey(layer, first + i, kvHead, values(q), query);
            weights[i] = shape.softcap() == 0 ? score : shape.softcap() * Math.tanh(score / shape.softcap());
            largest = Math.max(largest, weights[i]);
        }
        double sum = 0;
        double[] weighted = new double[shape.valueHeadSize()];
        for (int i = 0; i < weights.length; i++) {
            double weight = Math.exp(weights[i] - largest);
            sum += weight;
            cache.addValue(layer, first + i, kvHead, weight, weighted);
        }
        for (int d = 0; d < weighted.length; d++) {
            values(out)[(row * shape.headCount() + head) * weighted.length + d] = (float) (weighted[d] / sum);
        }
    }

    @Override
    public void gather(Tensor in, int[] rowIndexes, int count, Tensor out) {
        Operands.requireIndexes("row", rowIndexes, count, in.rows());
        Operands.require(out, "out", count, in.columns());
        for (int i = 0; i < count; i++) {
            out.write(i, values(in), rowIndexes[i] * in.columns());
        }
    }

    private static float[] values(Tensor tensor) {
        return ((HeapTensor) tensor).values();
    }

    @Override
    public void close() {
        // Nothing is held but memory that the garbage collector frees.
    }
}
