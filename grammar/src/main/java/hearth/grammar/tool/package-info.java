/**
 * Grammars of tool calls; entry class {@link hearth.grammar.tool.ToolCallGrammar}. It knows no template family: the caller gives
 * the text around a call.
 */
package hearth.grammar.tool;
