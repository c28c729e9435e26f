package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Tensors of one shape behind each other, under a new first dimension. */
public record Stacked(List<Values> parts) implements Values {
    /** @throws hearth.format.InvalidModelException if the shapes differ */
    public Stacked {
        parts = List.copyOf(parts);
        for (Values part : parts) {
            if (!part.shape().equals(parts.getFirst().shape())) {
                throw part.error("has shape " + part.shape() + ", but its neighbours have " + parts.getFirst().shape());
            }
        }
    }

    @Override
    public String name() {
        return parts.getFirst().name();
    }

    @Override
    public List<Long> shape() {
        List<Long> shape = new ArrayList<>();
        shape.add((long) parts.size());
        shape.addAll(parts.getFirst().shape());
        return shape;
    }

    @Override
    public Kept kept() {
        List<Blocks> blocks = new ArrayList<>();
        for (Values part : parts) {
            switch (part.kept()) {
                case Kept.As(Blocks kept) -> blocks.add(kept);
                case Kept.Not not -> {
                    return not;
                }
            }
        }
        TensorType type = blocks.getFirst().type();
        Blocks other = blocks.stream().filter(each -> each.type() != type).findFirst().orElse(null);
        return other == null
                ? new Kept.As(new StackedBlocks(blocks, shape().reversed()))
                : new Kept.Not("has parts that need different types, " + type + " and " + other.type(), TensorType.F32);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        long each = parts.getFirst().elementCount();
        int done = 0;
        while (done < count) {
            long inPart = (first + done) % each;
            int now = (int) Math.min(each - inPart, count - done);
            parts.get((int) ((first + done) / each)).read(inPart, now, target, offset + done);
            done += now;
        }
    }
}
