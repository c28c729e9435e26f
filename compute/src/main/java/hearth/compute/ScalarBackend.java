package hearth.compute;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

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
        Operands.requireRmsNorm(in, rows, weight, out);
        int size = weight.columns();
        float[] x = values(in);
        for (int start = 0; start < rows * in.columns(); start += size) {
            double squares = 0;
            for (int i = 0; i < size; i++) {
                squares += (double) x[start + i] * x[start + i];
            }
            double factor = 1 / Math.sqrt(squares / size + epsilon);
            for (int i = 0; i < size; i++) {
                values(out)[start + i] = (float) (x[start + i] * factor * values(weight)[i]);
            }
        }
    }

    @Override
    public void layerNorm(Tensor in, int rows, int groupSize, Tensor weight, Tensor bias, float epsilon, Tensor out) {
        Operands.requireLayerNorm(in, rows, groupSize, weight, bias, out);
        float[] x = values(in);
        for (int start = 0; start < rows * in.columns(); start += groupSize) {
            double mean = 0;
            for (int i = 0; i < groupSize; i++) {
                mean += x[start + i];
            }
            mean /= groupSize;
            double squares = 0;
            for (int i = 0; i < groupSize; i++) {
                squares += (x[start + i] - mean) * (x[start + i] - mean);
            }
            double factor = 1 / Math.sqrt(squares / groupSize + epsilon);
            for (int i = 0; i < groupSize; i++) {
                int column = (start + i) % in.columns();
                values(out)[start + i] = (float)
                        ((x[start + i] - mean) * factor * values(weight)[column] + values(bias)[column]);
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
            values(out)[i] = (float) (ScalarActivation.apply(activation, gated[i]) * values(out)[i]);
        }
    }

    @Override
    public void projectHeads(Tensor in, int rows, Matrix[] weights, Tensor out) {
        Operands.requireHeadProducts(in, rows, weights, out);
        Tensor head = tensor(rows, weights[0].columns());
        Tensor product = tensor(rows, weights[0].rows());
        for (int h = 0; h < weights.length; h++) {
            copyHeads(in, rows, 1, h * head.columns(), head.columns(), head, 0);
            project(head, rows, weights[h], product);
            copyHeads(product, rows, 1, 0, product.columns(), out, h * product.columns());
        }
    }

    @Override
    public void activate(Tensor x, int rows, Activation activation) {
        Operands.requireAlike(rows, x);
        replace(x, rows, value -> ScalarActivation.apply(activation, value));
    }

    @Override
    public void gate(Tensor gate, Tensor up, int rows, Activation activation, Tensor out) {
        Operands.requireAlike(rows, gate, up, out);
        for (int i = 0; i < rows * out.columns(); i++) {
            values(out)[i] = (float) (ScalarActivation.apply(activation, values(gate)[i]) * values(up)[i]);
        }
    }

    @Override
    public void clampedGate(Tensor gate, Tensor up, int rows, float limit, float slope, Tensor out) {
        Operands.requireAlike(rows, gate, up, out);
        Operands.requirePositive("limit", limit);
        for (int i = 0; i < rows * out.columns(); i++) {
            double g = Math.min(values(gate)[i], limit);
            double u = Math.clamp(values(up)[i], -limit, limit);
            values(out)[i] = (float) (g / (1 + Math.exp(-slope * g)) * (u + 1));
        }
    }

    @Override
    public void scale(Tensor x, int rows, float factor) {
        Operands.requireAlike(rows, x);
        replace(x, rows, value -> value * factor);
    }

    @Override
    public void addScaled(Tensor in, int rows, float factor, Tensor target) {
        Operands.requireAlike(rows, in, target);
        for (int i = 0; i < rows * in.columns(); i++) {
            values(target)[i] = (float) (values(target)[i] + (double) factor * values(in)[i]);
        }
    }

    @Override
    public void softcap(Tensor x, int rows, float cap) {
        Operands.requireAlike(rows, x);
        Operands.requirePositive("cap", cap);
        replace(x, rows, value -> cap * Math.tanh(value / cap));
    }

    private static void replace(Tensor x, int rows, DoubleUnaryOperator function) {
        float[] values = values(x);
        for (int i = 0; i < rows * x.columns(); i++) {
            values[i] = (float) function.applyAsDouble(values[i]);
        }
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
            new ScalarAttention(layer, shape).attend(span, values(q), values(out));
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

    @Override
    public void scatterAdd(Tensor in, int[] rowIndexes, float[] weights, int count, Tensor target) {
        Operands.requireScatter(in, rowIndexes, weights, count, target);
        int columns = in.columns();
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < columns; c++) {
                int at = rowIndexes[i] * columns + c;
                values(target)[at] = (float) (values(target)[at] + (double) weights[i] * values(in)[i * columns + c]);
            }
        }
    }

    @Override
    public void copyHeads(Tensor in, int rows, int headCount, int inOffset, int count, Tensor out, int outOffset) {
        Operands.requireHeadCopy(in, rows, headCount, inOffset, count, out, outOffset);
        int inSize = in.columns() / headCount;
        int outSize = out.columns() / headCount;
        for (int head = 0; head < rows * headCount; head++) {
            System.arraycopy(values(in), head * inSize + inOffset, values(out), head * outSize + outOffset, count);
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
