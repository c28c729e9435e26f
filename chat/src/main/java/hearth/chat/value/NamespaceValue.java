package hearth.chat.value;

import java.util.LinkedHashMap;
import java.util.Map;

/** The object of {@code namespace(...)}: attributes that inner scopes may set. */
public final class NamespaceValue implements Value {
    private final Map<String, Value> attributes = new LinkedHashMap<>();

    public Map<String, Value> attributes() {
        return attributes;
    }

    @Override
    public String typeName() {
        return "Namespace";
    }

    @Override
    public boolean truthy() {
        return true;
    }
}
