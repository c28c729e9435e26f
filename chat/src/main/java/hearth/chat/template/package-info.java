/**
 * The language itself: {@link hearth.chat.template.Lexer} to tokens, {@link hearth.chat.template.StatementParser} to a tree of
 * records that run themselves. {@link hearth.chat.template.Template} is the entry; it knows no messages and no models.
 */
package hearth.chat.template;
