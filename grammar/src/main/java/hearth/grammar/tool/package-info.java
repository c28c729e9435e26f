/**
 * Grammars of tool calls, and of answers with reasoning before and text around them; entry classes {@link
 * hearth.grammar.tool.ToolCallGrammar} and {@link hearth.grammar.tool.AnswerGrammar}. It knows no template family: the caller gives the
 * texts.
 */
package hearth.grammar.tool;
