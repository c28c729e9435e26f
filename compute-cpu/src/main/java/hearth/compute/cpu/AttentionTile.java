package hearth.compute.cpu;

import hearth.compute.AttentionShape;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One thread's work on a tile: the query heads that share a kv head, of one or several tokens that follow one another. A tile row
 * is one head of one token. Keys and values are made floats once for all of them.
 *
 * <p>What is summed in which order is the same for a row whatever else is in its tile: within a page of positions in order, then
 * page after page.
 */
final class AttentionTile {
    private static final VectorSpecies<Float> F = VectorShapes.FLOAT;
    private static final int L = VectorShapes.LANES;
    private static final int PAGE = CpuKvCache.PAGE;
    private static final int BLOCK = CpuKvCache.BLOCK;

    private AttentionShape shape;
    private int firstHead;
    private int firstPosition;
    private int end;
    private int rows;
    private int paddedSize;

    private float[] queries = {}; // (row, headSize), scaled
    private float[] block = {}; // keys (headSize, BLOCK) or values (BLOCK, paddedSize)
    private float[] scores = {}; // (row, PAGE): scores, then weights
    private float[] pageOut = {}; // (row, paddedSize): Σ weight · value of this page
    private float[] pageMaxima = {};
    private float[] pageSums = {};
    private float[] out = {}; // (row, paddedSize), of all pages so far
    private float[] maxima = {};
    private float[] sums = {};
    private final float[] lanes = new float[L];

    /** Begins with {@code tokenCount} tokens of q, from batch row {@code firstRow}, for one kv head. */
    void begin(AttentionShape shape, int kvHead, float[] q, int firstRow, int tokenCount) {
        this.shape = shape;
        firstHead = kvHead * shape.groupSize();
        int group = shape.groupSize();
        int headSize = shape.headSize();
        rows = tokenCount * group;
        paddedSize = CpuKvCache.paddedSize(shape.valueHeadSize());
        reserve();
        for (int row = 0; row < rows; row++) {
            int source = ((firstRow + row / group) * shape.headCount() + kvHead * group + row % group) * headSize;
            for (int d = 0; d < headSize; d++) {
                queries[row * headSize + d] = q[source + d] * shape.scale();
            }
        }
        Arrays.fill(maxima, 0, rows, Float.NEGATIVE_INFINITY);
    }

    /** Says where the first token stands, and where its sequence ends for now; after {@link #begin}. */
    void place(int firstPosition, int end) {
        this.firstPosition = firstPosition;
        this.end = end;
    }

    private void reserve() {
        queries = reserve(queries, rows * shape.headSize());
        block = reserve(block, BLOCK * Math.max(shape.headSize(), paddedSize));
        scores = reserve(scores, rows * PAGE);
        pageOut = reserve(pageOut, rows * paddedSize);
        out = reserve(out, rows * paddedSize);
        pageMaxima = reserve(pageMaxima, rows);
        pageSums = reserve(pageSums, rows);
        maxima = reserve(maxima, rows);
        sums = reserve(sums, rows);
    }

    private static float[] reserve(float[] array, int size) {
        return array.length >= size ? array : new float[size];
    }

    private int lastPosition() {
        return firstPosition + rows / shape.groupSize() - 1;
    }

    /** Attends to one page; then {@link #merge} or {@link #savePage}. */
    void attend(CpuKvCache cache, int layer, int kvHead, int page) {
        int pageStart = page * PAGE;
        int from = Math.max(0, shape.firstVisible(firstPosition) - pageStart) / BLOCK * BLOCK;
        int to = Math.min(PAGE, shape.endVisible(lastPosition(), end) - pageStart);
        int padded = Math.ceilDiv(to, BLOCK) * BLOCK;
        for (int row = 0; row < rows; row++) {
            Arrays.fill(scores, row * PAGE + from, row * PAGE + padded, 0);
        }
        for (int at = from; at < to; at += BLOCK) {
            cache.loadKeys(layer, page, kvHead, at, block);
            TileProductKernel.multiply(
                    queries, 0, shape.headSize(), rows, block, shape.headSize(), BLOCK, scores, at, PAGE);
        }
        for (int row = 0; row < rows; row++) {
            int position = firstPosition + row / shape.groupSize();
            int visibleFrom = Math.max(from, shape.firstVisible(position) - pageStart);
            int visibleTo = Math.min(to, shape.endVisible(position, end) - pageStart);
            if (shape.softcap() != 0) {
                ActivationKernels.softcap(scores, row * PAGE + from, padded - from, shape.softcap());
            }
            if (shape.slopes().length != 0) {
                addBias(row, from, padded, position - pageStart);
            }
            weigh(row, from, visibleFrom, visibleTo, padded);
        }
        Arrays.fill(pageOut, 0, rows * paddedSize, 0);
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            cache.loadValues(layer, page, kvHead, at, count, block);
            TileProductKernel.multiply(scores, at, PAGE, rows, block, count, paddedSize, pageOut, 0, paddedSize);
        }
    }

    /** Turns a row's scores from..end into e^(score - maximum), 0 where it sees nothing. */
    private void weigh(int row, int from, int visibleFrom, int visibleTo, int end) {
        int start = row * PAGE;
        if (visibleFrom >= visibleTo) {
            Arrays.fill(scores, start + from, start + end, 0);
            pageMaxima[row] = Float.NEGATIVE_INFINITY;
            return;
        }
        Arrays.fill(scores, start + from, start + visibleFrom, Float.NEGATIVE_INFINITY);
        Arrays.fill(scores, start + visibleTo, start + end, Float.NEGATIVE_INFINITY);
        pageMaxima[row] = largest(scores, start + from, start + end);
        exponentiate(scores, start + from, start + end, pageMaxima[row], lanes);
        pageSums[row] = ElementwiseKernels.sumLanes(lanes);
    }

    /** Linear biases of the positions from..end of the page; the row itself stands at {@code own}. */
    private void addBias(int row, int from, int end, int own) {
        float slope = shape.slopes()[firstHead + row % shape.groupSize()];
        for (int i = from; i < end; i++) {
            scores[row * PAGE + i] -= slope * Math.abs(own - i);
        }
    }

    private static float largest(float[] scores, int from, int end) {
        FloatVector largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = from; i < end; i += L) {
            FloatVector score = FloatVector.fromArray(F, scores, i);
            // Not max: for NaN and -0 it takes several instructions.
            largest = score.blend(largest, score.compare(VectorOperators.GT, largest).not());
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    /** Scores become e^(score - maximum), summed in {@code lanes}. */
    private static void exponentiate(float[] scores, int from, int end, float maximum, float[] lanes) {
        FloatVector sum = FloatVector.zero(F);
        for (int i = from; i < end; i += L) {
            FloatVector weight = ExpKernel.expOfSmall(FloatVector.fromArray(F, scores, i).sub(maximum));
            weight.intoArray(scores, i);
            // What is carried round the loop is an argument: its class is known only where its maker's is, and without it vectors become objects.
            sum = weight.add(sum);
        }
        sum.intoArray(lanes, 0);
    }

    /** Adds the page to the result. */
    void merge() {
        for (int row = 0; row < rows; row++) {
            mergeRow(row, pageMaxima[row], pageSums[row], pageOut, row * paddedSize);
        }
    }

    private void mergeRow(int row, float maximum, float sum, float[] values, int offset) {
        if (maximum == Float.NEGATIVE_INFINITY) {
            return;
        }
        int at = row * paddedSize;
        if (maxima[row] == Float.NEGATIVE_INFINITY) {
            maxima[row] = maximum;
            sums[row] = sum;
            System.arraycopy(values, offset, out, at, paddedSize);
            return;
        }
        float larger = Math.max(maxima[row], maximum);
        float oldFactor = ExpKernel.exp(maxima[row] - larger);
        float newFactor = ExpKernel.exp(maximum - larger);
        maxima[row] = larger;
        sums[row] = Math.fma(sum, newFactor, sums[row] * oldFactor);
        combine(out, at, oldFactor, values, offset, newFactor, paddedSize);
    }

    private static void combine(
            float[] out, int at, float oldFactor, float[] values, int offset, float newFactor, int count) {
        FloatVector factor = FloatVector.broadcast(F, newFactor);
        for (int i = 0; i < count; i += L) {
            FloatVector old = FloatVector.fromArray(F, out, at + i).mul(oldFactor);
            FloatVector.fromArray(F, values, offset + i).fma(factor, old).intoArray(out, at + i);
        }
    }

    /** Floats that {@link #savePage} writes for a tile of this many tokens. */
    static int savedSize(AttentionShape shape, int tokenCount) {
        return tokenCount * shape.groupSize() * (2 + CpuKvCache.paddedSize(shape.valueHeadSize()));
    }

    /** Keeps the page for {@link #mergeSaved}: maxima, sums, outs. */
    void savePage(float[] target, int offset) {
        System.arraycopy(pageMaxima, 0, target, offset, rows);
        System.arraycopy(pageSums, 0, target, offset + rows, rows);
        System.arraycopy(pageOut, 0, target, offset + 2 * rows, rows * paddedSize);
    }

    /** As {@link #merge} after the page was attended to. */
    void mergeSaved(float[] source, int offset) {
        for (int row = 0; row < rows; row++) {
            mergeRow(row, source[offset + row], source[offset + rows + row], source, offset + 2 * rows + row * paddedSize);
        }
    }

    /** Writes the result to the batch rows that {@link #begin} took the queries from. */
    void finish(int kvHead, float[] target, int firstRow) {
        int group = shape.groupSize();
        int valueSize = shape.valueHeadSize();
        for (int row = 0; row < rows; row++) {
            int head = kvHead * group + row % group;
            int to = ((firstRow + row / group) * shape.headCount() + head) * valueSize;
            float factor = shape.sinks().length == 0 ? 1 / sums[row] : factorBesideSink(row, shape.sinks()[head]);
            for (int d = 0; d < valueSize; d++) {
                target[to + d] = out[row * paddedSize + d] * factor;
            }
        }
    }

    /** What the values are multiplied with when a score without a value is in the softmax too. */
    private float factorBesideSink(int row, float sink) {
        float largest = Math.max(maxima[row], sink);
        float own = ExpKernel.exp(maxima[row] - largest);
        return own / Math.fma(sums[row], own, ExpKernel.exp(sink - largest));
    }
}
