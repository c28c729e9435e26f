package hearth.grammar.schema;

import java.util.Objects;

/**
 * How a schema becomes a grammar.
 *
 * @param whitespace whether blanks may stand between the parts of the JSON text: at most one space, or one or two newlines and 20
 *     spaces or tabs. Without, the text is compact.
 * @param oneOfAsAnyOf whether {@code oneOf} is read as {@code anyOf} where its options are not known to exclude each other. An
 *     answer may then match two of them, which the schema forbids; without, such a schema is refused.
 * @param notation how values are written
 */
public record JsonSchemaOptions(boolean whitespace, boolean oneOfAsAnyOf, ValueNotation notation) {
    /** Blanks allowed, {@code oneOf} exact, JSON. */
    public static final JsonSchemaOptions DEFAULT = new JsonSchemaOptions(true, false);

    public JsonSchemaOptions {
        Objects.requireNonNull(notation, "notation");
    }

    public JsonSchemaOptions(boolean whitespace, boolean oneOfAsAnyOf) {
        this(whitespace, oneOfAsAnyOf, ValueNotation.JSON);
    }

    public JsonSchemaOptions withNotation(ValueNotation value) {
        return new JsonSchemaOptions(whitespace, oneOfAsAnyOf, value);
    }
}
