package hearth.chat.value;

import java.util.List;

/** What {@code map}, {@code select} and their like give: always true, without length, and empty after one use. */
public final class IteratorValue implements Value {
    private final String typeName;
    private final List<Value> items;
    private int next;

    public IteratorValue(String typeName, List<Value> items) {
        this.typeName = typeName;
        this.items = items;
    }

    public static IteratorValue generator(List<Value> items) {
        return new IteratorValue("generator", items);
    }

    /** All items not yet taken. */
    public List<Value> takeAll() {
        List<Value> taken = items.subList(next, items.size());
        next = items.size();
        return taken;
    }

    /** The next item, or null at the end. */
    public Value takeNext() {
        return next < items.size() ? items.get(next++) : null;
    }

    @Override
    public String typeName() {
        return typeName;
    }

    @Override
    public boolean truthy() {
        return true;
    }
}
