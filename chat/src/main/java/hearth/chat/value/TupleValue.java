package hearth.chat.value;

import java.util.List;

/** Python's {@code tuple}; {@code weight} counts the items of nested tuples too, so that a key can't be a bomb. */
public record TupleValue(List<Value> items, long weight) implements Value {
    private static final long MAX_WEIGHT = 1L << 40;

    public static TupleValue of(List<Value> items) {
        long weight = 1;
        for (Value item : items) {
            weight += item instanceof TupleValue tuple ? tuple.weight : 1;
        }
        return new TupleValue(items, Math.min(weight, MAX_WEIGHT));
    }

    @Override
    public String typeName() {
        return "tuple";
    }

    @Override
    public boolean truthy() {
        return !items.isEmpty();
    }
}
