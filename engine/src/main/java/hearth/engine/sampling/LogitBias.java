package hearth.engine.sampling;

import java.util.Map;

/** Adds to the logits of given ids; the first step, while candidates are still in id order. */
final class LogitBias implements SamplingStep {
    private final int[] ids;
    private final float[] values;

    LogitBias(Map<Integer, Float> bias) {
        ids = bias.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        values = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = bias.get(ids[i]);
        }
    }

    @Override
    public void apply(Candidates candidates) {
        for (int i = 0; i < ids.length; i++) {
            candidates.logit(ids[i], candidates.logit(ids[i]) + values[i]);
        }
        candidates.requireAny("the logit bias");
    }
}
