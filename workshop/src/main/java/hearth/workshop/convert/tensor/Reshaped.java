package hearth.workshop.convert.tensor;

import java.util.List;

/** The same numbers in the same order under another shape. */
record Reshaped(Values input, List<Long> shape) implements Values {
    Reshaped {
        long count = shape.stream().reduce(1L, Math::multiplyExact);
        if (count != input.elementCount()) {
            throw input.error("has shape " + input.shape() + ", which does not fit the expected " + shape);
        }
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        input.read(first, count, target, offset);
    }
}
