package hearth.grammar.schema;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole schema, in which references are looked up. */
final class SchemaDocument {
    private final Located root;
    private final Map<String, Located> known = new HashMap<>();

    SchemaDocument(Object schema) {
        root = new Located(schema, "#");
        known.put("#", root);
    }

    Located root() {
        return root;
    }

    /** What a reference of {@code from} leads to: a JSON pointer within this document. */
    Located resolve(Located from, String reference) {
        if (!reference.startsWith("#") || reference.length() > 1 && reference.charAt(1) != '/') {
            throw new UnsupportedSchemaException(
                    "$ref", from.path(), "\"" + reference + "\" is no pointer into the same document, like \"#/$defs/name\"");
        }
        String pointer = decoded(from, reference);
        Located found = known.get(pointer);
        if (found == null) {
            found = find(from, pointer);
            known.put(pointer, found);
        }
        return found;
    }

    private Located find(Located from, String pointer) {
        Object at = root.value();
        for (String part : pointer.substring(2).split("/", -1)) {
            String key = part.replace("~1", "/").replace("~0", "~");
            at = switch (at) {
                case Map<?, ?> map when map.containsKey(key) -> map.get(key);
                case List<?> list when isIndex(key, list.size()) -> list.get(Integer.parseInt(key));
                case null, default ->
                    throw new InvalidSchemaException("$ref", from.path(), "\"" + pointer + "\" leads nowhere: there is no \"" + key + "\"");
            };
        }
        return new Located(at, pointer);
    }

    private static boolean isIndex(String key, int size) {
        return key.length() < 9 && key.matches("0|[1-9][0-9]*") && Integer.parseInt(key) < size;
    }

    private static String decoded(Located from, String reference) {
        if (reference.indexOf('%') < 0) {
            return reference;
        }
        try {
            return URLDecoder.decode(reference.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidSchemaException("$ref", from.path(), "\"" + reference + "\" has a malformed percent escape");
        }
    }
}
