package hearth.grammar.schema;

import java.util.Map;

/** A schema within the document, and where it stands. */
record Located(Object value, String path) {
    /** A part of this schema. */
    Located child(String key, Object part) {
        return new Located(part, path + "/" + key.replace("~", "~0").replace("/", "~1"));
    }

    /** The keywords; for a boolean schema none. */
    Map<?, ?> keywords() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (value instanceof Boolean) {
            return Map.of();
        }
        throw new InvalidSchemaException("", path, "a schema must be an object or a boolean");
    }

    /** Whether no value at all is valid. */
    boolean isFalse() {
        return Boolean.FALSE.equals(value);
    }
}
