/**
 * Grammars as data, and GBNF text; entry class {@link hearth.grammar.Grammar}. It knows neither tokens' bytes nor JSON
 * schemas.
 */
package hearth.grammar;
