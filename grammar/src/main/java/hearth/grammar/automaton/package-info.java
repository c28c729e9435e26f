/**
 * A grammar as a pushdown automaton over bytes: {@link hearth.grammar.automaton.AutomatonBuilder} makes it,
 * {@link hearth.grammar.automaton.ParseStates} runs it. It knows no tokens but the ids a grammar names.
 */
package hearth.grammar.automaton;
