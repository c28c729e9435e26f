package hearth.chat.value;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code list}: the only sequence a template can change. */
public final class ListValue implements Value {
    private final List<Value> items;

    /** Takes {@code items} over; nobody else may keep it. */
    public ListValue(List<Value> items) {
        this.items = items;
    }

    /** A list with a copy of {@code items}. */
    public static ListValue copyOf(List<Value> items) {
        return new ListValue(new ArrayList<>(items));
    }

    /** The live items. */
    public List<Value> items() {
        return items;
    }

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public boolean truthy() {
        return !items.isEmpty();
    }
}
