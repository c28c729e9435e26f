/**
 * Constrained decoding: a {@link hearth.grammar.Grammar} comes from GBNF text or a JSON schema, a
 * {@link hearth.grammar.token.TokenGrammar} is made of it for one vocabulary, and a
 * {@link hearth.grammar.token.GrammarMatcher} says before each step which tokens may come next. It knows no models, samplers or
 * requests.
 */
module hearth.grammar {
    requires transitive hearth.tokenizer;
    requires hearth.json;

    exports hearth.grammar;
    exports hearth.grammar.schema;
    exports hearth.grammar.token;
    exports hearth.grammar.tool;
}
