package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
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
    public Kept kept() {
        Kept kept = input.kept();
        boolean sameRows = shape.getLast() == input.columns();
        return sameRows || !(kept instanceof Kept.As(Blocks blocks)) || blocks.type().blockSize() == 1
                ? kept.rearranged(this, blocks -> new StackedBlocks(List.of(blocks), shape.reversed()))
                : new Kept.Not("has rows that are cut or joined, and " + blocks.type() + " is stored by rows", TensorType.F32);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        input.read(first, count, target, offset);
    }
}
