package hearth.chat.value;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Python's {@code dict}, in order of insertion. Keys compare as there: 1, 1.0 and True are one key. */
public final class DictValue implements Value {
    /** One pair, with the key as it was first written. */
    public record Entry(Value key, Value value) {}

    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    /** The value of {@code key}, or null if there is none. */
    public Value find(Value key) {
        Entry entry = entries.get(DictKeys.of(key));
        return entry == null ? null : entry.value();
    }

    /** The value of a string key, or null if there is none. */
    public Value find(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    public void put(Value key, Value value) {
        Object plain = DictKeys.of(key);
        Entry old = entries.get(plain);
        entries.put(plain, new Entry(old == null ? key : old.key(), value));
    }

    /** Removes and returns the value of {@code key}; null if there is none. */
    public Value remove(Value key) {
        Entry entry = entries.remove(DictKeys.of(key));
        return entry == null ? null : entry.value();
    }

    public void clear() {
        entries.clear();
    }

    public int size() {
        return entries.size();
    }

    public Collection<Entry> entries() {
        return entries.values();
    }

    /** The keys, in order. */
    public List<Value> keys() {
        List<Value> keys = new ArrayList<>(entries.size());
        for (Entry entry : entries.values()) {
            keys.add(entry.key());
        }
        return keys;
    }

    @Override
    public String typeName() {
        return "dict";
    }

    @Override
    public boolean truthy() {
        return !entries.isEmpty();
    }
}
