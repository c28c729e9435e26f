package hearth.workshop.convert.tensor;

import java.util.List;

/** Each value plus a constant. */
record Shifted(Values input, float added) implements Values {
    @Override
    public String name() {
        return input.name();
    }

    @Override
    public List<Long> shape() {
        return input.shape();
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        input.read(first, count, target, offset);
        for (int i = offset; i < offset + count; i++) {
            target[i] += added;
        }
    }
}
