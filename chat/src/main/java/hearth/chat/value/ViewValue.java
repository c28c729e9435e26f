package hearth.chat.value;

import java.util.List;

/** What {@code dict.items()}, {@code keys()} and {@code values()} give: countable and iterable, but no list. */
public record ViewValue(String typeName, List<Value> items) implements Value {
    @Override
    public boolean truthy() {
        return !items.isEmpty();
    }
}
