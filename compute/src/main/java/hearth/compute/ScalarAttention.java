package hearth.compute;

/** Attention as it is defined, one head of one row at a time. */
final class ScalarAttention {
    private final int layer;
    private final AttentionShape shape;

    ScalarAttention(int layer, AttentionShape shape) {
        this.layer = layer;
        this.shape = shape;
    }

    /** Keys and values of the span are stored already. */
    void attend(SequenceSpan span, float[] q, float[] out) {
        for (int i = 0; i < span.rowCount(); i++) {
            for (int head = 0; head < shape.headCount(); head++) {
                attend(span, span.firstPosition() + i, head, q, span.firstRow() + i, out);
            }
        }
    }

    private void attend(SequenceSpan span, int position, int head, float[] q, int row, float[] out) {
        ScalarKvCache cache = (ScalarKvCache) span.cache();
        int kvHead = head / shape.groupSize();
        int first = shape.firstVisible(position);
        int end = shape.endVisible(position, span.firstPosition() + span.rowCount());
        double[] weights = new double[end - first];
        double largest = shape.sinks().length == 0 ? Double.NEGATIVE_INFINITY : shape.sinks()[head];
        for (int i = 0; i < weights.length; i++) {
            int query = (row * shape.headCount() + head) * shape.headSize();
            double score = shape.scale() * cache.dotKey(layer, first + i, kvHead, q, query);
            weights[i] = capped(score) - bias(head, position - first - i);
            largest = Math.max(largest, weights[i]);
        }
        double sum = shape.sinks().length == 0 ? 0 : Math.exp(shape.sinks()[head] - largest);
        double[] weighted = new double[shape.valueHeadSize()];
        for (int i = 0; i < weights.length; i++) {
            double weight = Math.exp(weights[i] - largest);
            sum += weight;
            cache.addValue(layer, first + i, kvHead, weight, weighted);
        }
        for (int d = 0; d < weighted.length; d++) {
            out[(row * shape.headCount() + head) * weighted.length + d] = (float) (weighted[d] / sum);
        }
    }

    private double capped(double score) {
        return shape.softcap() == 0 ? score : shape.softcap() * Math.tanh(score / shape.softcap());
    }

    private double bias(int head, int distance) {
        return shape.slopes().length == 0 ? 0 : (double) shape.slopes()[head] * Math.abs(distance);
    }
}
