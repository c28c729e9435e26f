package hearth.grammar.schema;

import java.util.Set;

/** Keywords that say nothing about what is valid. */
final class Annotations {
    private static final Set<String> NAMES = Set.of(
            "title", "description", "default", "examples", "example", "$schema", "$id", "id", "$comment", "$defs", "definitions", "deprecated",
            "readOnly", "writeOnly", "$anchor", "$vocabulary", "contentEncoding", "contentMediaType", "contentSchema", "discriminator",
            "externalDocs", "xml", "strict");

    private Annotations() {}

    static boolean isOne(String keyword) {
        return NAMES.contains(keyword) || keyword.startsWith("x-");
    }
}
