package hearth.workshop.convert.family;

import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the metadata of a model; keys of {@code MetadataKeys.Model} and its like get the architecture put before them. */
public final class Sizes {
    private final String architecture;
    private final Map<String, MetadataValue> values = new LinkedHashMap<>();

    public Sizes(String architecture) {
        this.architecture = architecture;
    }

    public String architecture() {
        return architecture;
    }

    /** An unsigned 32-bit integer of the architecture. */
    public void put(String key, int value) {
        put(key, new MetadataValue.Whole(MetadataType.UINT32, value));
    }

    /** A float32 of the architecture. */
    public void put(String key, double value) {
        put(key, new MetadataValue.Real(MetadataType.FLOAT32, (float) value));
    }

    public void put(String key, boolean value) {
        put(key, new MetadataValue.Flag(value));
    }

    public void put(String key, String value) {
        put(key, new MetadataValue.Text(value));
    }

    /** Any value of the architecture; a second one replaces the first. */
    public void put(String key, MetadataValue value) {
        values.put(architecture + "." + key, value);
    }

    /** A value under its full key. */
    public void putFull(String key, MetadataValue value) {
        values.put(key, value);
    }

    /** By full key, in the order of their first appearance. */
    public Map<String, MetadataValue> values() {
        return values;
    }
}
