package hearth.chat.template;

import hearth.chat.value.Value;
import java.util.HashMap;
import java.util.Map;

/** The names set in one block, and the block around it. */
final class Scope {
    private final Scope outer;
    private Map<String, Value> names;

    Scope(Scope outer) {
        this.outer = outer;
    }

    /** An outermost scope that holds {@code names}. */
    Scope(Map<String, Value> names) {
        this.outer = null;
        this.names = names;
    }

    void set(String name, Value value) {
        if (names == null) {
            names = new HashMap<>();
        }
        names.put(name, value);
    }

    /** The innermost value of {@code name}, or null. */
    Value find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Value value = scope.names == null ? null : scope.names.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
