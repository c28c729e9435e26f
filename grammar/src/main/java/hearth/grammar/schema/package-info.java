/**
 * JSON schemas as grammars; entry class {@link hearth.grammar.schema.JsonSchemas}. It knows neither tokens nor automata.
 */
package hearth.grammar.schema;
