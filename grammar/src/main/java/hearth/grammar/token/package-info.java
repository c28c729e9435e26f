/**
 * Grammars over the tokens of one vocabulary; entry class {@link hearth.grammar.token.TokenGrammar}. It knows no models or
 * samplers: the caller applies the masks.
 */
package hearth.grammar.token;
