package hearth.engine.nn;

import hearth.compute.Tensor;

/** Keeps values within -limit and limit (clip_qkv of OLMo and MPT). Done beside the device, which has no operation for it: little work. */
public final class Clamp {
    private final float limit;
    private float[] row = {};

    /** @throws IllegalArgumentException unless the limit is above 0 */
    public Clamp(float limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("a limit of " + limit + " leaves nothing");
        }
        this.limit = limit;
    }

    /** x[r] = max(-limit, min(limit, x[r])). */
    public void apply(Tensor x, int rows) {
        int columns = x.columns();
        if (row.length < columns) {
            row = new float[columns];
        }
        for (int r = 0; r < rows; r++) {
            x.read(r, row, 0);
            boolean changed = false;
            for (int i = 0; i < columns; i++) {
                float value = row[i];
                row[i] = Math.clamp(value, -limit, limit);
                changed |= row[i] != value;
            }
            if (changed) {
                x.write(r, row, 0);
            }
        }
    }
}
