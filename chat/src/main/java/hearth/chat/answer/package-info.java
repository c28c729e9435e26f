/**
 * Takes a model's answer apart while it streams: thinking, text, tool calls. Pure state machines: text pieces in, events out; entry
 * class {@link hearth.chat.answer.AnswerFormat}.
 */
package hearth.chat.answer;
