package hearth.workshop.convert.tensor;

import java.util.List;

/** A one-dimensional tensor that is computed from the settings of a model. */
public record ComputedValues(String name, float[] values) implements Values {
    @Override
    public List<Long> shape() {
        return List.of((long) values.length);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        System.arraycopy(values, Math.toIntExact(first), target, offset, count);
    }
}
