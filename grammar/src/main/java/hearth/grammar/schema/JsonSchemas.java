package hearth.grammar.schema;

import hearth.grammar.Grammar;
import hearth.grammar.GrammarTooComplexException;
import hearth.json.Json;

/**
 * Makes grammars of JSON schemas (draft 2020-12 and the usual older forms). Every text of the grammar is valid; not every valid
 * text is in the grammar:
 *
 * <ul>
 *   <li>declared properties come in the order of the schema; others only if {@code additionalProperties} says so, or none are
 *       declared at all;
 *   <li>{@code prefixItems} are written in full, more items only if {@code items} says so;
 *   <li>whole numbers have no fraction; numbers up to 16 digits before and after the point;
 *   <li>nesting goes to about 128 levels.
 * </ul>
 *
 * <p>Enforced are {@code type}, {@code enum}, {@code const}, {@code properties}, {@code required}, {@code additionalProperties},
 * {@code minProperties} up to 1, {@code maxProperties}, {@code items}, {@code prefixItems}, {@code minItems}, {@code maxItems},
 * {@code minLength}, {@code maxLength}, {@code pattern} (the regular part of ECMA-262), {@code minimum}, {@code maximum}, both
 * exclusive bounds, {@code anyOf}, {@code oneOf} where its options exclude each other, {@code allOf}, {@code $ref} within the
 * document, and the formats date, time, date-time, duration, uuid, email, hostname, ipv4, ipv6 and uri. Other formats are
 * annotations, as the standard has it. Keywords the standard does not know are ignored; those it knows and that are not listed
 * here are refused.
 *
 * <p>A property name that the schema does not declare may come twice in one object, of which readers keep the last.
 */
public final class JsonSchemas {
    private JsonSchemas() {}

    /** As {@link #compile(Object, JsonSchemaOptions)} with {@link JsonSchemaOptions#DEFAULT}. */
    public static Grammar compile(Object schema) {
        return compile(schema, JsonSchemaOptions.DEFAULT);
    }

    /**
     * The grammar of the values that a schema admits.
     *
     * @param schema a JSON value as {@link Json#parse} gives it
     * @throws UnsupportedSchemaException naming keyword and place of what cannot be enforced
     * @throws InvalidSchemaException naming keyword and place of what is malformed
     * @throws GrammarTooComplexException if it has too many parts or combinations
     */
    public static Grammar compile(Object schema, JsonSchemaOptions options) {
        return new SchemaCompiler(schema, options).compile();
    }

    /**
     * The grammar of the members of an object, each written as {@code members} says, instead of a JSON object.
     *
     * @throws UnsupportedSchemaException also if a name or text can't be written so
     */
    public static Grammar compileMembers(Object schema, MemberNotation members, JsonSchemaOptions options) {
        return new SchemaCompiler(schema, options).compileMembers(members);
    }

    /** The grammar of any JSON object. */
    public static Grammar anyObject(JsonSchemaOptions options) {
        return new Grammar("object", new JsonRules(options).rules(), SchemaCompiler.MAX_DEPTH);
    }

    /** The grammar of any JSON value. */
    public static Grammar anyValue(JsonSchemaOptions options) {
        return new Grammar("value", new JsonRules(options).rules(), SchemaCompiler.MAX_DEPTH);
    }
}
