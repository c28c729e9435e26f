package hearth.compute;

import hearth.format.TensorType;
import java.util.List;
import java.util.Set;

/**
 * A device that runs a model. Operations are coarse enough to be fast on a CPU and to be recorded for a GPU; a forward pass is
 * written once against them. {@code rows} is the number of leading rows (tokens) of the tensors that take part.
 *
 * <p>One thread at a time drives a backend's operations; several models may share it when their owner serializes them.
 * Results do not depend on the thread count, nor does a row's result depend on the other rows of its batch.
 */
public interface Backend extends AutoCloseable {
    /** One line for people: device, vector width, threads. */
    String description();

    /** Reads the source and keeps it in the layout this device computes with. May use all threads. */
    Matrix load(MatrixSource source);

    /** A zeroed tensor. */
    Tensor tensor(int rows, int columns);

    /** A cache for one sequence. */
    KvCache kvCache(KvCacheShape shape);

    /** out[r] = row {@code ids[r]} of the table, decoded. */
    void embed(Matrix table, int[] ids, int rows, Tensor out);

    /**
     * out[r] = in[r] / sqrt(mean(in[r]²) + epsilon) · weight; weight is (1, columns). Where in has a multiple of the weight's columns
     * (several heads), each such group is normed by itself. {@code out} may be {@code in}.
     */
    void rmsNorm(Tensor in, int rows, Tensor weight, float epsilon, Tensor out);

    /**
     * out[r] = (g - mean(g)) / sqrt(variance(g) + epsilon) · weight + bias, for each group g of {@code groupSize} columns of in[r];
     * weight and bias are (1, columns) and so differ from group to group. {@code out} may be {@code in}.
     */
    void layerNorm(Tensor in, int rows, int groupSize, Tensor weight, Tensor bias, float epsilon, Tensor out);

    /** out[r] = weight · in[r]. */
    void project(Tensor in, int rows, Matrix weight, Tensor out);

    /** As several {@link #project} of the same input: q, k and v in one go. */
    void projectAll(Tensor in, int rows, Matrix[] weights, Tensor[] outs);

    /** target[r] += weight · in[r]. */
    void projectAdd(Tensor in, int rows, Matrix weight, Tensor target);

    /** out[r] = activation(gate · in[r]) * (up · in[r]), element by element. */
    void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out);

    /**
     * out[r] = for each head h weights[h] · its part of in[r]. in is (rows, heads · weights[h].columns()), out (rows, heads ·
     * weights[h].rows()); all matrices have the same shape.
     */
    void projectHeads(Tensor in, int rows, Matrix[] weights, Tensor out);

    /** x[r] = activation(x[r]). */
    void activate(Tensor x, int rows, Activation activation);

    /** out[r] = activation(gate[r]) * up[r]; {@code out} may be either. */
    void gate(Tensor gate, Tensor up, int rows, Activation activation, Tensor out);

    /**
     * out[r] = g · sigmoid(slope · g) * (u + 1) with g = min(gate[r], limit) and u = up[r] held between -limit and limit (gpt-oss);
     * {@code out} may be either.
     */
    void clampedGate(Tensor gate, Tensor up, int rows, float limit, float slope, Tensor out);

    /** x[r] *= factor. */
    void scale(Tensor x, int rows, float factor);

    /** target[r] += factor · in[r]. */
    void addScaled(Tensor in, int rows, float factor, Tensor target);

    /** x[r] = cap · tanh(x[r] / cap). */
    void softcap(Tensor x, int rows, float cap);

    /** x[r] += bias; bias is (1, columns). */
    void addBias(Tensor x, int rows, Tensor bias);

    /**
     * Turns the first n dimensions of each head in place. {@code rotation} is (rows, n): for pair i the cosine at 2i and the sine
     * at 2i+1 of the row's angle, a magnitude multiplied in: (a, b) becomes (a cos - b sin, a sin + b cos).
     */
    void rotate(Tensor x, int rows, int headCount, int headSize, Tensor rotation, RopePairing pairing);

    /**
     * Attention of one layer. First stores k and v rows in each span's cache at the rows' positions, then
     * out[r] = for each head softmax(scores of the positions it may see) · v, as the shape says. q is (rows, headCount·headSize), k (rows,
     * kvHeadCount·headSize), v (rows, kvHeadCount·valueHeadSize), out (rows, headCount·valueHeadSize).
     */
    void attention(int layer, AttentionShape shape, Tensor q, Tensor k, Tensor v, List<SequenceSpan> spans, Tensor out);

    /** out[i] = in[rowIndexes[i]] for i &lt; count. */
    void gather(Tensor in, int[] rowIndexes, int count, Tensor out);

    /** target[rowIndexes[i]] += weights[i] · in[i] for i &lt; count, in this order; an index may come several times. */
    void scatterAdd(Tensor in, int[] rowIndexes, float[] weights, int count, Tensor target);

    /**
     * Copies {@code count} columns of each head: those from {@code inOffset} of a head of in to those from {@code outOffset} of the
     * same head of out. A head is a share of the columns; with a head count of 1 this copies columns. {@code out} is not {@code in}.
     */
    void copyHeads(Tensor in, int rows, int headCount, int inOffset, int count, Tensor out, int outOffset);

    /**
     * Gets ready for a model of this shape, so that its first prompt is not slow: returns when it is, without touching what other
     * threads compute. Optional; takes up to some seconds.
     *
     * @param layerTypes types of the matrices that many tokens at a time are multiplied with
     * @param tokenTypes types of matrices that only single tokens meet: embeddings and output
     */
    default void warmUpPrompts(
            Set<TensorType> layerTypes, Set<TensorType> tokenTypes, AttentionShape shape, KvType kvType) {}

    /** As {@link #warmUpPrompts}, for the single tokens that follow a prompt. */
    default void warmUpAnswers(Set<TensorType> layerTypes, AttentionShape shape, KvType kvType) {}

    /** Frees the device's memory and threads. */
    @Override
    void close();
}
